import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { movedNotice } from '../start/moved'
import { DIST } from './build'
import { headers, trainerPolicy } from './headers'
import { serve } from './serve'

it('says when the port that was asked for is taken, and leaves signals to the caller', async () => {
  // On a fresh clone nothing is built yet.
  mkdirSync(DIST, { recursive: true })
  const before = process.listeners('SIGTERM')
  const first = await serve({ port: 41730 })
  const second = await serve({ port: Number(new URL(first.url).port) })
  try {
    expect(second.url).not.toBe(first.url)
    expect(second.taken).toBe(first.url)
    expect(process.listeners('SIGTERM')).toEqual(before)
  } finally {
    await Promise.all([first.close(), second.close()])
    await first.close()
  }
})

it('serves each file with its headers, a worker with its own policy, one that came meanwhile, and nothing from elsewhere', async () => {
  mkdirSync(join(DIST, 'assets'), { recursive: true })
  const site = await serve({ port: 41740 })
  const worker = join(DIST, 'assets', 'worker-test.js')
  try {
    writeFileSync(worker, 'self.x = 1')
    const found = await fetch(`${site.url}assets/worker-test.js`)
    expect([found.status, await found.text()]).toEqual([200, 'self.x = 1'])
    expect(found.headers.get('content-type')).toMatch(/^text\/javascript/)
    expect(found.headers.get('content-security-policy')).toBe(trainerPolicy('production'))
    expect(found.headers.get('cross-origin-embedder-policy')).toBe('require-corp')
    const none = await fetch(`${site.url}..%2fpackage.json`)
    expect(none.status).toBe(404)
    expect(none.headers.get('content-security-policy')).toBe(headers('production')['Content-Security-Policy'])
  } finally {
    rmSync(worker, { force: true })
    await site.close()
  }
})

it('npm start then says why runs look gone', () => {
  expect(movedNotice('http://localhost:4173/')).toMatch(/4173\/ is taken.*not gone/)
  expect(readFileSync('tools/start/main.ts', 'utf8')).toContain('movedNotice(site.taken)')
})
