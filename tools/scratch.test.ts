import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeScratch, sweepScratch } from './scratch'

const before = process.env.TMPDIR
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trainyard-scratch-test-'))
  process.env.TMPDIR = folder
})
afterAll(() => {
  if (before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = before
  rmSync(folder, { recursive: true })
})

/** The number of a process that is no more. */
const deadPid = () => Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }))

it('removes what it made', () => {
  const scratch = makeScratch()
  writeFileSync(join(scratch.path, 'file'), '')
  scratch.remove()
  expect(readdirSync(folder)).toEqual([])
})

it('sweeps what a killed process left, and nothing of one that lives or of another machine', () => {
  const mine = makeScratch()
  const pid = deadPid()
  const named = (change: (name: string) => string) => {
    const path = join(folder, change(basename(mine.path)))
    mkdirSync(join(path, 'profile'), { recursive: true })
    return path
  }
  const left = named((name) => name.replace(`-${process.pid}-`, `-${pid}-`))
  const elsewhere = named((name) => name.replace(/^trainyard-[0-9a-f]{4}-\d+-/, `trainyard-0000-${pid}-`))
  const somebodys = named(() => 'trainyard-photos')
  sweepScratch()
  expect(existsSync(left)).toBe(false)
  for (const path of [mine.path, elsewhere, somebodys]) expect(existsSync(path)).toBe(true)
  mine.remove()
  for (const path of [elsewhere, somebodys]) rmSync(path, { recursive: true })
})

it('keeps a folder where that is wanted, under a name that is not swept', () => {
  const scratch = makeScratch()
  mkdirSync(join(scratch.path, 'browser'))
  writeFileSync(join(scratch.path, 'browser', 'checkpoint'), 'weights')
  const kept = scratch.keep('browser')
  expect(existsSync(scratch.path)).toBe(false)
  sweepScratch()
  expect(readFileSync(join(kept, 'checkpoint'), 'utf8')).toBe('weights')
  renameSync(kept, join(folder, 'moved'))
})
