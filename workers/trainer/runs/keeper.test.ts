import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readSafetensors, writeSafetensors } from '../../model/safetensors'
import type { ParamMap } from '../../model/spec'
import { keptSummary, type RunRecord } from '../../protocol'
import { CLOCK_START } from '../fit/clock'
import type { Snapshot } from '../fit/fit'
import { FakeLocks } from '../testing/locks'
import { toyParams } from '../testing/network'
import { toyEpoch, toyRecord } from '../testing/records'
import { lastSnapshot, loadBest, purgeRun, resumeSnapshot, saveSnapshot, tidyRuns } from './keeper'
import { holdingRun } from './lock'
import { filesOf } from './records'

const disk = vi.hoisted(() => ({ files: new Map<string, ArrayBuffer>(), record: null as unknown }))
vi.mock('./files', () => ({
  async writeRunFile(_: string, name: string, parts: Uint8Array<ArrayBuffer>[]) {
    disk.files.set(name, await new Blob(parts).arrayBuffer())
    return 1
  },
  readRunFile: (_: string, name: string) => Promise.resolve(disk.files.get(name) ?? null),
  async sweepRunFiles(_: string, keep: string[]) {
    for (const name of disk.files.keys()) if (!keep.includes(name)) disk.files.delete(name)
  },
}))
vi.mock(import('../fit/plan'), async (original) => ({ ...(await original()), specFor: (await import('../testing/network')).toySpec }))
vi.mock('./budget', () => ({ makeRoom: () => Promise.resolve() }))
vi.mock(import('./records'), async (original) => ({
  ...(await original()),
  runRecords: {
    all: () => Promise.resolve(disk.record ? [disk.record] : []),
    remove: () => {
      disk.record = null
      return Promise.resolve()
    },
    get: () => Promise.resolve(disk.record),
    change: (_: string, edit: (now: unknown) => unknown) => {
      disk.record = edit(disk.record)
      return Promise.resolve(disk.record)
    },
  } as never,
}))

const record = () => disk.record as RunRecord
/** After `done` epochs, of which `bestEpoch` was the best. */
function snapshot(done: number, bestEpoch: number): Snapshot {
  const history = Array.from({ length: done }, (_, i) => toyEpoch(i + 1, 0.5, i + 1 === bestEpoch))
  const clock = { ...CLOCK_START, epoch: done + 1, history, stopping: { ...CLOCK_START.stopping, bestEpoch } }
  return { clock, params: toyParams(done), optimizer: new Map(), best: bestEpoch ? toyParams(100 + bestEpoch) : null }
}
const bestOf = (found: Snapshot | null) => found?.best?.get('fc.bias')?.data[0]

beforeEach(() => {
  disk.files.clear()
  disk.record = toyRecord({ status: 'running' })
  vi.stubGlobal('navigator', { locks: new FakeLocks() })
})
afterEach(() => vi.unstubAllGlobals())

test('the checkpoint before the newest loads with its own best, and the record goes back to it', async () => {
  for (const [done, best] of [
    [1, 1],
    [2, 2],
    [3, 3],
  ] as const)
    await saveSnapshot('run-1', snapshot(done, best))
  expect([...disk.files.keys()].sort()).toEqual(filesOf(record()).sort())
  expect(bestOf(await lastSnapshot(record()))).toBe(103)
  disk.files.set('checkpoint-4-0.safetensors', new ArrayBuffer(3))
  const { snapshot: found } = await resumeSnapshot(record())
  expect(found.clock.epoch).toBe(3)
  expect(bestOf(found)).toBe(102)
  expect(record()).toMatchObject({ bestEpoch: 2, bestFile: 'best-2.safetensors', checkpoints: [{ epoch: 3 }] })
  await saveSnapshot('run-1', snapshot(3, 3))
  expect(bestOf(await lastSnapshot(record()))).toBe(103)
})

test('a checkpoint whose best is gone does not load, and one from before the first epoch needs none', async () => {
  await saveSnapshot('run-1', { ...snapshot(0, 0), clock: { ...snapshot(0, 0).clock, batch: 5 } })
  expect(bestOf((await resumeSnapshot(record())).snapshot)).toBeUndefined()
  await saveSnapshot('run-1', snapshot(1, 1))
  disk.files.delete('best-1.safetensors')
  expect((await resumeSnapshot(record())).snapshot.clock.batch).toBe(5)
  expect(record()).toMatchObject({ bestEpoch: 0, bestFile: null })
})

test('checkpoints of an earlier version, which do not name their best, still load', async () => {
  await saveSnapshot('run-1', snapshot(2, 1))
  disk.record = { ...record(), checkpoints: record().checkpoints.map(({ best: _, ...old }) => old) }
  expect(bestOf((await resumeSnapshot(record())).snapshot)).toBe(101)
})

test('what stays frozen is written once, and every file loads whole', async () => {
  const conv = snapshot(1, 1).params.get('conv1.weight')!
  const frozen = new Map([['conv1.weight', conv]])
  await saveSnapshot('run-1', snapshot(1, 1), undefined, frozen)
  await saveSnapshot('run-1', snapshot(2, 1), undefined, frozen)
  expect([...disk.files.keys()].sort()).toEqual(filesOf(record()).sort())
  const holding = [...disk.files].filter(([, bytes]) =>
    [...readSafetensors(bytes).tensors.keys()].some((name) => name.endsWith('conv1.weight')),
  )
  expect(holding.map(([name]) => name)).toEqual(['frozen.safetensors'])
  for (const found of [(await resumeSnapshot(record())).snapshot, await lastSnapshot(record())]) {
    expect([...(found?.params ?? [])].map(([name, { data }]) => [name, ...data])).toEqual([
      ['conv1.weight', 7, 8],
      ['fc.weight', 0],
      ['fc.bias', 2],
    ])
    expect([...(found?.best?.keys() ?? [])]).toEqual(['conv1.weight', 'fc.weight', 'fc.bias'])
  }
  expect([...((await loadBest(record())) ?? [])].map(([name, { data }]) => [name, ...data])).toEqual([
    ['conv1.weight', 7, 8],
    ['fc.weight', 0],
    ['fc.bias', 101],
  ])

  // A tensor that did change is written, whatever it was thought to be.
  const changed = { ...conv, data: Float32Array.of(7, 9) }
  const third = snapshot(3, 1)
  await saveSnapshot('run-1', { ...third, params: new Map([...third.params, ['conv1.weight', changed]]) }, undefined, frozen)
  expect((await resumeSnapshot(record())).snapshot.params.get('conv1.weight')?.data).toEqual(changed.data)

  disk.files.delete('frozen.safetensors')
  await expect(resumeSnapshot(record())).rejects.toMatchObject({ code: 'checkpoint-unreadable' })
  expect(await loadBest(record())).toBeNull()
})

test('the figures shown are those of the weights that were kept, when the disk was full at the best epoch', () => {
  const epochs = [toyEpoch(1, 0.6, true), toyEpoch(2, 0.9, true)]
  const summary = { bestEpoch: 2, best: epochs[1]!, epochs, imagesPerSecond: 10, seconds: 4 }
  expect(keptSummary({ summary, epochs, bestEpoch: 1 })).toEqual({ ...summary, bestEpoch: 1, best: epochs[0] })
  expect(keptSummary({ summary, epochs, bestEpoch: 2 })).toEqual(summary)
  expect(keptSummary({ summary: null, epochs, bestEpoch: 1 })?.best).toEqual(epochs[0])
  expect(keptSummary({ summary, epochs, bestEpoch: 0 })).toBeNull()
})

test('a run whose tab is gone is interrupted; one that is on in another tab is not, until that tab goes', async () => {
  let close = () => {}
  const other = holdingRun(record(), () => new Promise<void>((resolve) => (close = resolve)))
  await tidyRuns()
  expect(record().status).toBe('running')
  await expect(holdingRun(record(), () => Promise.resolve())).rejects.toMatchObject({ code: 'run-elsewhere' })
  close()
  await other
  await vi.waitFor(() => expect(record().status).toBe('interrupted'))
  disk.record = toyRecord({ status: 'running' })
  await tidyRuns()
  expect(record().status).toBe('interrupted')
})

test('a deleted run goes for good once nobody can bring it back', async () => {
  await saveSnapshot('run-1', snapshot(1, 1))
  await purgeRun('run-1')
  expect(disk.files.size).toBe(2)
  disk.record = { ...record(), deletedAt: new Date().toISOString() }
  await tidyRuns()
  expect(disk.files.size).toBe(2)
  await purgeRun('run-1')
  expect(disk.files.size).toBe(0)
  expect(disk.record).toBeNull()
  disk.record = toyRecord({ deletedAt: '2026-01-01T00:00:00.000Z' })
  await tidyRuns()
  expect(disk.record).toBeNull()
})

test.each([
  ['a NaN', (file: Uint8Array) => file.fill(0xff, -4)],
  ['a value that was zeroed', (file: Uint8Array) => file.fill(0, -4)],
  ['another byte in its clock', (file: Uint8Array) => file.set([0x31], Buffer.from(file).indexOf('update') + 10)],
])('a checkpoint with %s does not load, the one before it does', async (_, damage) => {
  await saveSnapshot('run-1', snapshot(1, 1))
  await saveSnapshot('run-1', snapshot(2, 1))
  damage(new Uint8Array(disk.files.get('checkpoint-3-0.safetensors')!))
  expect((await resumeSnapshot(record())).snapshot.clock.epoch).toBe(2)
})

test('a best epoch that is damaged answers no more', async () => {
  await saveSnapshot('run-1', snapshot(1, 1))
  new Uint8Array(disk.files.get('best-1.safetensors')!).fill(0, -4)
  expect(await loadBest(record())).toBeNull()
})

test('files of version 0.1.0, which have no checksum, load, and are held to the network all the same', async () => {
  await saveSnapshot('run-1', snapshot(1, 1))
  const without = (params: ParamMap) => writeSafetensors(params).buffer
  disk.files.set('best-1.safetensors', without(toyParams(7)))
  expect((await loadBest(record()))?.get('fc.bias')?.data[0]).toBe(7)
  for (const [name, param] of [
    ['fc.bias', { shape: [1], data: Float32Array.of(Number.NaN) }],
    ['fc.bias', { shape: [1, 1], data: Float32Array.of(1) }],
    ['layer1.0.conv1.weight', { shape: [1], data: Float32Array.of(1) }],
  ] as const) {
    disk.files.set('best-1.safetensors', without(toyParams(7).set(name, param)))
    expect(await loadBest(record())).toBeNull()
  }
})
