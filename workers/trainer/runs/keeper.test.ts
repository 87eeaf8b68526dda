import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readSafetensors, writeSafetensors } from '../../model/safetensors'
import type { ParamMap } from '../../model/spec'
import { keptSummary, type RunRecord } from '../../protocol'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { CLOCK_START } from '../fit/clock'
import type { Snapshot } from '../fit/fit'
import { toyParams } from '../testing/network'
import { toyEpoch, toyRecord } from '../testing/records'
import { exportRun, importRun } from './bundle'
import { readRunFile, runFileNames, runSizes, sweepRunFiles, writeRunFile } from './files'
import { lastSnapshot, loadBest, purgeRun, resumeSnapshot, saveSnapshot, tidyRuns } from './keeper'
import { holdingRun } from './lock'
import { filesOf, runRecords } from './records'

vi.mock(import('../fit/plan'), async (original) => ({ ...(await original()), specFor: (await import('../testing/network')).toySpec }))

let browser: FakeBrowser
const run = toyRecord({ status: 'running' })
const record = async (): Promise<RunRecord> => (await runRecords.get('run-1'))!
const start = (changes: Partial<RunRecord> = {}) => runRecords.add(() => toyRecord(changes))
const names = async () => [...(await runFileNames('run-1'))].sort()
const lose = async (name: string) =>
  sweepRunFiles(
    'run-1',
    (await names()).filter((other) => other !== name),
  )
const damage = async (name: string) => {
  await lose(name)
  await writeRunFile('run-1', name, [new Uint8Array(3)])
}

/** After `done` epochs, of which `bestEpoch` was the best. */
function snapshot(done: number, bestEpoch: number): Snapshot {
  const history = Array.from({ length: done }, (_, i) => toyEpoch(i + 1, 0.5, i + 1 === bestEpoch))
  const clock = { ...CLOCK_START, epoch: done + 1, history, stopping: { ...CLOCK_START.stopping, bestEpoch } }
  return { clock, params: toyParams(done), optimizer: new Map(), best: bestEpoch ? toyParams(100 + bestEpoch) : null }
}
const bestOf = (found: Snapshot | null) => found?.best?.get('fc.bias')?.data[0]

beforeEach(async () => {
  browser = openBrowser()
  await start({ status: 'running' })
})
afterEach(() => browser.close())

test('the checkpoint before the newest loads with its own best, and the record goes back to it', async () => {
  for (const [done, best] of [
    [1, 1],
    [2, 2],
    [3, 3],
  ] as const)
    await saveSnapshot(run, snapshot(done, best))
  expect(await names()).toEqual(filesOf(await record()).sort())
  expect(bestOf(await lastSnapshot(await record()))).toBe(103)
  await damage('checkpoint-4-0.safetensors')
  const { snapshot: found } = await resumeSnapshot(await record())
  expect(found.clock.epoch).toBe(3)
  expect(bestOf(found)).toBe(102)
  expect(await record()).toMatchObject({ bestEpoch: 2, bestFile: 'best-2.safetensors', checkpoints: [{ epoch: 3 }] })
  await saveSnapshot(run, snapshot(3, 3))
  expect(bestOf(await lastSnapshot(await record()))).toBe(103)
})

test('a checkpoint whose best is gone does not load, and one from before the first epoch needs none', async () => {
  await saveSnapshot(run, { ...snapshot(0, 0), clock: { ...snapshot(0, 0).clock, batch: 5 } })
  expect(bestOf((await resumeSnapshot(await record())).snapshot)).toBeUndefined()
  await saveSnapshot(run, snapshot(1, 1))
  await lose('best-1.safetensors')
  expect((await resumeSnapshot(await record())).snapshot.clock.batch).toBe(5)
  expect(await record()).toMatchObject({ bestEpoch: 0, bestFile: null })
})

test('checkpoints of an earlier version, which do not name their best, still load', async () => {
  await saveSnapshot(run, snapshot(2, 1))
  await runRecords.change('run-1', (now) => ({ ...now, checkpoints: now.checkpoints.map(({ best: _, ...old }) => old) }))
  expect(bestOf((await resumeSnapshot(await record())).snapshot)).toBe(101)
})

test('what stays frozen is written once, and every file loads whole', async () => {
  const conv = snapshot(1, 1).params.get('conv1.weight')!
  const frozen = new Map([['conv1.weight', conv]])
  await saveSnapshot(run, snapshot(1, 1), { frozen })
  await saveSnapshot(run, snapshot(2, 1), { frozen })
  expect(await names()).toEqual(filesOf(await record()).sort())
  const holding: string[] = []
  for (const name of await names()) {
    const { tensors } = readSafetensors((await readRunFile('run-1', name))!)
    if ([...tensors.keys()].some((tensor) => tensor.endsWith('conv1.weight'))) holding.push(name)
  }
  expect(holding).toEqual(['frozen.safetensors'])
  for (const found of [(await resumeSnapshot(await record())).snapshot, await lastSnapshot(await record())]) {
    expect([...(found?.params ?? [])].map(([name, { data }]) => [name, ...data])).toEqual([
      ['conv1.weight', 7, 8],
      ['fc.weight', 0],
      ['fc.bias', 2],
    ])
    expect([...(found?.best?.keys() ?? [])]).toEqual(['conv1.weight', 'fc.weight', 'fc.bias'])
  }
  expect([...((await loadBest(await record())) ?? [])].map(([name, { data }]) => [name, ...data])).toEqual([
    ['conv1.weight', 7, 8],
    ['fc.weight', 0],
    ['fc.bias', 101],
  ])

  // A tensor that did change is written, whatever it was thought to be.
  const changed = { ...conv, data: Float32Array.of(7, 9) }
  const third = snapshot(3, 1)
  await saveSnapshot(run, { ...third, params: new Map([...third.params, ['conv1.weight', changed]]) }, { frozen })
  expect((await resumeSnapshot(await record())).snapshot.params.get('conv1.weight')?.data).toEqual(changed.data)

  await lose('frozen.safetensors')
  await expect(resumeSnapshot(await record())).rejects.toMatchObject({ code: 'checkpoint-unreadable' })
  expect(await loadBest(await record())).toBeNull()
})

test('the figures shown are those of the weights that were kept, when the disk was full at the best epoch', () => {
  const epochs = [toyEpoch(1, 0.6, true), toyEpoch(2, 0.9, true)]
  const { val, perClass, confusion } = epochs[1]!
  const test = { epoch: 2, scores: val, judged: 4, unread: 0, confusion, perClass }
  const summary = { bestEpoch: 2, best: epochs[1]!, epochs, imagesPerSecond: 10, seconds: 4, test }
  // Those of test pictures too: weights of another epoch were never scored.
  expect(keptSummary({ summary, epochs, bestEpoch: 1 })).toEqual({ ...summary, bestEpoch: 1, best: epochs[0], test: null })
  expect(keptSummary({ summary, epochs, bestEpoch: 2 })).toEqual(summary)
  expect(keptSummary({ summary: null, epochs, bestEpoch: 1 })?.best).toEqual(epochs[0])
  expect(keptSummary({ summary, epochs, bestEpoch: 0 })).toBeNull()
})

test('of a run that was broken off while it learnt longer, all figures are of what it has now', () => {
  const epochs = [toyEpoch(1, 0.6, true), toyEpoch(2, 0.7, true), toyEpoch(3, 0.9, true)]
  const { val, perClass, confusion } = epochs[0]!
  const test = { epoch: 1, scores: val, judged: 4, unread: 0, confusion, perClass }
  const summary = { bestEpoch: 1, best: epochs[0]!, epochs: epochs.slice(0, 1), imagesPerSecond: 10, seconds: 4, test }
  expect(keptSummary({ summary, epochs, bestEpoch: 3 })).toEqual({
    ...{ bestEpoch: 3, best: epochs[2], epochs, seconds: 3, imagesPerSecond: 10, test: null },
  })
})

test('a run whose tab is gone is interrupted; one that is on in another tab is not, until that tab goes', async () => {
  let close = () => {}
  const other = holdingRun(await record(), () => new Promise<void>((resolve) => (close = resolve)))
  await tidyRuns()
  expect((await record()).status).toBe('running')
  await expect(holdingRun(await record(), () => Promise.resolve())).rejects.toMatchObject({ code: 'run-elsewhere' })
  close()
  await other
  await vi.waitFor(async () => expect((await record()).status).toBe('interrupted'))
  await runRecords.change('run-1', (now) => ({ ...now, status: 'running' }))
  await tidyRuns()
  expect((await record()).status).toBe('interrupted')
})

test('a deleted run goes for good once nobody can bring it back', async () => {
  await saveSnapshot(run, snapshot(1, 1))
  await purgeRun('run-1')
  expect(await names()).toHaveLength(2)
  await runRecords.change('run-1', (now) => ({ ...now, deletedAt: new Date().toISOString() }))
  await tidyRuns()
  expect(await names()).toHaveLength(2)
  await purgeRun('run-1')
  expect(await runSizes()).toEqual(new Map())
  expect(await runRecords.all()).toEqual([])
  await start({ deletedAt: '2026-01-01T00:00:00.000Z' })
  await tidyRuns()
  expect(await runRecords.all()).toEqual([])
})

test('a run that is being removed for good, and whose files cannot be, is not there to be brought back without them', async () => {
  await saveSnapshot(run, snapshot(1, 1))
  await runRecords.change('run-1', (now) => ({ ...now, deletedAt: new Date().toISOString() }))
  browser.faults.set((call) => (call === 'remove' ? new DOMException('in use', 'NoModificationAllowedError') : null))
  await expect(purgeRun('run-1')).rejects.toThrow('in use')
  browser.faults.set(() => null)
  expect(await runRecords.change('run-1', (now) => ({ ...now, deletedAt: null }))).toBeUndefined()
  expect([...(await runSizes()).keys()]).toEqual(['run-1'])
  // Files without a run go at the next start, but not those of a run that another tab is taking in.
  await writeRunFile('run-2', 'best-1.safetensors', [new Uint8Array(8)])
  await holdingRun({ id: 'run-2', name: 'pets 2' }, tidyRuns)
  expect([...(await runSizes()).keys()]).toEqual(['run-2'])
})

test('a save that the disk was slow to take changes nothing once the run is over', async () => {
  const over = new AbortController()
  await saveSnapshot(run, snapshot(1, 1), { over: over.signal })
  const late = saveSnapshot(run, snapshot(2, 1), { over: over.signal })
  over.abort()
  await runRecords.change('run-1', (now) => ({ ...now, status: 'finished', epochs: [1, 2, 3].map((epoch) => toyEpoch(epoch, 0.5, false)) }))
  await expect(late).rejects.toMatchObject({ name: 'AbortError' })
  expect(await record()).toMatchObject({ status: 'finished', epochs: { length: 3 }, checkpoints: [{ epoch: 2 }] })
  expect(await names()).toEqual(filesOf(await record()).sort())
})

test('after the site’s data was cleared in the middle of a run, the next checkpoint is whole and names the run again', async () => {
  const frozen = new Map([['conv1.weight', toyParams(1).get('conv1.weight')!]])
  await saveSnapshot(run, snapshot(1, 1), { frozen })
  browser.clearSiteData()
  await saveSnapshot(run, snapshot(2, 1), { frozen })
  expect(await record()).toMatchObject({ name: 'pets 1', status: 'running', checkpoints: [{ epoch: 3 }] })
  const { snapshot: found } = await resumeSnapshot(await record())
  expect([...found.params.keys()]).toEqual(['conv1.weight', 'fc.weight', 'fc.bias'])
  expect(bestOf(found)).toBe(101)
})

test('a checkpoint that cannot be read just now is passed over and stays', async () => {
  await saveSnapshot(run, snapshot(1, 1))
  await saveSnapshot(run, snapshot(2, 1))
  let reads = 0
  browser.faults.set((call) => (call === 'read' && reads++ === 0 ? new DOMException('busy', 'NotReadableError') : null))
  expect((await resumeSnapshot(await record())).snapshot.clock.epoch).toBe(2)
  browser.faults.set(() => null)
  expect((await resumeSnapshot(await record())).snapshot.clock.epoch).toBe(3)
})

/** Writes a file of the run anew with its bytes changed. */
const rewrite = async (name: string, change: (bytes: Uint8Array) => unknown) => {
  const bytes = new Uint8Array((await readRunFile('run-1', name))!)
  change(bytes)
  await lose(name)
  await writeRunFile('run-1', name, [bytes])
}

test.each([
  ['a NaN', (file: Uint8Array) => file.fill(0xff, -4)],
  ['a value that was zeroed', (file: Uint8Array) => file.fill(0, -4)],
  ['another byte in its clock', (file: Uint8Array) => file.set([0x31], Buffer.from(file).indexOf('update') + 10)],
])('a checkpoint with %s does not load, the one before it does', async (_, damage) => {
  await saveSnapshot(run, snapshot(1, 1))
  await saveSnapshot(run, snapshot(2, 1))
  await rewrite('checkpoint-3-0.safetensors', damage)
  expect((await resumeSnapshot(await record())).snapshot.clock.epoch).toBe(2)
})

test('a best epoch that is damaged answers no more', async () => {
  await saveSnapshot(run, snapshot(1, 1))
  await rewrite('best-1.safetensors', (file) => file.fill(0, -4))
  expect(await loadBest(await record())).toBeNull()
})

test('files of version 0.1.0, which have no checksum, load, and are held to the network all the same', async () => {
  await saveSnapshot(run, snapshot(1, 1))
  const write = (params: ParamMap) => writeRunFile('run-1', 'best-1.safetensors', [writeSafetensors(params)])
  await write(toyParams(7))
  expect((await loadBest(await record()))?.get('fc.bias')?.data[0]).toBe(7)
  for (const [name, param] of [
    ['fc.bias', { shape: [1], data: Float32Array.of(Number.NaN) }],
    ['fc.bias', { shape: [1, 1], data: Float32Array.of(1) }],
    ['layer1.0.conv1.weight', { shape: [1], data: Float32Array.of(1) }],
  ] as const) {
    await write(toyParams(7).set(name, param))
    expect(await loadBest(await record())).toBeNull()
  }
})

test('a damaged file that runs share is written anew by the next of them that is made, and the others go on by it', async () => {
  const trialOf = (trial: number) =>
    toyRecord({ id: `trial-${trial}`, number: 1 + trial, status: 'running', frozenIn: 'search-1', search: { id: 'search-1', trial } })
  const [stem] = toyParams(1)
  const frozen: ParamMap = new Map([stem!])
  const save = async (trial: number) => {
    await runRecords.add(() => trialOf(trial))
    const { params, ...rest } = snapshot(1, 0)
    await saveSnapshot(trialOf(trial), { ...rest, params: new Map([...params, stem!]) }, { frozen })
  }
  const resumed = async (trial: number) => resumeSnapshot((await runRecords.get(`trial-${trial}`))!)
  await save(1)
  await save(2)
  await sweepRunFiles('search-1', [])
  await writeRunFile('search-1', 'frozen.safetensors', [new Uint8Array(3)])
  await expect(resumed(1)).rejects.toMatchObject({ code: 'checkpoint-unreadable' })
  await save(3)
  for (const trial of [2, 3]) expect((await resumed(trial)).snapshot.params.get(stem![0])?.data).toEqual(stem![1].data)
})

test('what runs share is written once, is gone with the last of them, and goes along with a run that is carried away', async () => {
  const [first, second] = ['trial-1', 'trial-2'].map((id, i) =>
    toyRecord({ id, number: 2 + i, status: 'running', frozenIn: 'search-1', search: { id: 'search-1', trial: i + 1 } }),
  )
  const [stem] = toyParams(1)
  const frozen: ParamMap = new Map([stem!])
  for (const trial of [first!, second!]) {
    await runRecords.add(() => trial)
    const { params, ...rest } = snapshot(1, 0)
    await saveSnapshot(trial, { ...rest, params: new Map([...params, stem!]) }, { frozen })
  }
  expect([...(await runSizes()).keys()].sort()).toEqual(['search-1', 'trial-1', 'trial-2'])
  expect([...(await runFileNames('search-1'))]).toEqual(['frozen.safetensors'])
  expect([...(await runFileNames('trial-2'))]).toEqual(['checkpoint-2-0.safetensors'])
  await tidyRuns()
  expect((await resumeSnapshot((await runRecords.get('trial-2'))!)).snapshot.params.get(stem![0])?.data).toEqual(stem![1].data)
  const carried = await importRun(new File([await exportRun((await runRecords.get('trial-2'))!)], 'trial.zip'))
  expect(carried).toMatchObject({ frozenFile: 'frozen.safetensors', status: 'interrupted' })
  expect([carried.search, carried.frozenIn]).toEqual([undefined, undefined])
  expect((await resumeSnapshot(carried)).snapshot.clock.epoch).toBe(2)
  for (const [id, left] of [
    ['trial-1', true],
    ['trial-2', false],
  ] as const) {
    await runRecords.change(id, (now) => ({ ...now, deletedAt: '2026-11-01T10:00:00.000Z' }))
    await purgeRun(id)
    expect([...(await runSizes()).keys()].includes('search-1')).toBe(left)
  }
})
