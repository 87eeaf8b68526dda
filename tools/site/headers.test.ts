import { expect, test } from 'vitest'
import { headers, headersOf, trainerPolicy } from './headers'

test('only the trainer may run scripts out of blobs', () => {
  for (const mode of ['production', 'development'] as const) {
    const page = headers(mode)['Content-Security-Policy'] ?? ''
    for (const directive of ['default-src', 'script-src', 'worker-src']) {
      const [sources] = new RegExp(`${directive} [^;]*`).exec(page) ?? []
      expect(sources).toContain("'self'")
      expect(sources).not.toContain('blob:')
    }
    expect(trainerPolicy(mode)).toMatch(/script-src [^;]*blob:/)
  }
})

test('the worker that pushes a model may speak to the hub and its stores, and to nobody else, its own server neither', () => {
  for (const path of ['/assets/push.worker-abc123.js', '/workers/push/push.worker.ts']) {
    const policy = headersOf(path, 'production')['Content-Security-Policy'] ?? ''
    const [, sources = ''] = /connect-src ([^;]*)/.exec(policy) ?? []
    for (const source of sources.split(' '))
      expect(source).toMatch(/^https:\/\/(\*\.)?(huggingface\.co|hf\.co|hf-hub-lfs-[\w-]+\.s3-accelerate\.amazonaws\.com)$/)
    expect(policy).toMatch(/^default-src 'none'/)
    expect(headersOf('/assets/index-abc123.js', 'production')['Content-Security-Policy']).not.toContain('amazonaws')
  }
})
