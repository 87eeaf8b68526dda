import { mkdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { movedNotice } from '../start/moved'
import { DIST } from './build'
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
  }
})

it('npm start then says why runs look gone', () => {
  expect(movedNotice('http://localhost:4173/')).toMatch(/4173\/ is taken.*not gone/)
  expect(readFileSync('tools/start/main.ts', 'utf8')).toContain('movedNotice(site.taken)')
})
