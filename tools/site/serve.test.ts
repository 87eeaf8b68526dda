import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { createServer } from 'node:net'
import { join, relative } from 'node:path'
import { expect, it, vi } from 'vitest'
import { movedNotice } from '../start/moved'
import { DIST } from './folder'
import { headers, trainerPolicy } from './headers'
import { safely } from './safely'
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

it('goes on serving whatever was asked: a range that runs backwards, a file that cannot be read any more', async () => {
  mkdirSync(join(DIST, 'assets'), { recursive: true })
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  const site = await serve({ port: 41750 })
  const whole = join(DIST, 'assets', 'whole-test.js')
  // It is there, and cannot be opened, for root either.
  const unreadable = relative('.', join(DIST, 'assets', 'u.js'))
  const socket = createServer()
  try {
    writeFileSync(whole, 'self.x = 1')
    const found = await fetch(`${site.url}assets/whole-test.js`, { headers: { range: 'bytes=5-2' } })
    expect([found.status, await found.text()]).toEqual([200, 'self.x = 1'])
    await new Promise<void>((done) => socket.listen(unreadable, done))
    await expect(fetch(`${site.url}assets/u.js`).then((response) => response.text())).rejects.toThrow()
    expect((await fetch(`${site.url}assets/whole-test.js`)).status).toBe(200)
    expect(told).toHaveBeenCalledTimes(1)
  } finally {
    rmSync(whole, { force: true })
    await new Promise((done) => socket.close(done))
    await site.close()
    told.mockRestore()
  }
})

it('what throws is answered with 500, and the next request as ever', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  const server = createHttp(
    safely(
      ({ url }, response) => {
        if (url === '/bad') throw new Error('gone')
        response.end('good')
      },
      { 'x-policy': 'strict' },
    ),
  )
  try {
    await new Promise<void>((done) => server.listen(41760, 'localhost', done))
    const bad = await fetch('http://localhost:41760/bad')
    expect([bad.status, bad.headers.get('x-policy')]).toEqual([500, 'strict'])
    expect(await (await fetch('http://localhost:41760/')).text()).toBe('good')
  } finally {
    server.closeAllConnections()
    server.close()
    told.mockRestore()
  }
})

it('npm start then says why runs look gone', () => {
  expect(movedNotice('http://localhost:4173/')).toMatch(/4173\/ is taken.*not gone/)
  expect(readFileSync('tools/start/serving.ts', 'utf8')).toContain('movedNotice(site.taken)')
})
