/** What runs beside `npm test`'s parts ends with them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { Parts } from './parts'

afterEach(() => void vi.restoreAllMocks())

it('a part whose priority cannot be lowered runs all the same, and a signal reaches it', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const log = vi.spyOn(console, 'log').mockReturnValue()
  const parts = new Parts(() => {
    throw new Error('no such process')
  })
  expect(await parts.runBeside('quick', ['-e', 'process.exit(3)'], {}, process.execPath)).toBe(3)
  const hanging = parts.runBeside('hanging', ['-e', 'setInterval(() => {}, 1e6)'], {}, process.execPath)
  parts.end('SIGTERM')
  expect(await hanging).toBeNull()
  expect(await parts.run('after', ['-e', ''])).toBeNull()
  expect(log.mock.calls.flat().map((line) => String(line).replace(/\d+ s/, 'n s'))).toEqual([
    '== quick: FAILED (n s)',
    '== hanging: FAILED (n s)',
  ])
})

it('the checks take those that they started with them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'checks-'))
  const hang = `require('node:fs').writeFileSync(${JSON.stringify(folder)} + '/pid-' + process.pid, ''); setInterval(() => {}, 1e6)`
  const programs = ['@biomejs/biome/bin/biome', 'typescript/bin/tsc', 'knip/bin/knip.js'].map((name) => join('node_modules', name))
  for (const path of [...programs, 'tools/boundaries.mjs'].map((name) => join(folder, name))) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(
      path,
      path.endsWith('.mjs') ? `import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\n${hang}` : hang,
    )
  }
  const checks = spawn(process.execPath, [resolve('tools/check.mjs')], { cwd: folder, stdio: 'ignore' })
  const pids = () => readdirSync(folder).flatMap((name) => (name.startsWith('pid-') ? [Number(name.slice(4))] : []))
  const alive = () =>
    pids().filter((pid) => {
      try {
        return process.kill(pid, 0)
      } catch {
        return false
      }
    })
  try {
    await vi.waitFor(() => expect(pids()).toHaveLength(5), { timeout: 30_000, interval: 50 })
    checks.kill('SIGTERM')
    const [status] = await once(checks, 'close')
    expect(status).toBe(1)
    expect(alive()).toEqual([])
  } finally {
    for (const pid of alive()) process.kill(pid, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
})
