import { expect, test } from 'vitest'
import { headers, trainerPolicy } from './headers'

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
