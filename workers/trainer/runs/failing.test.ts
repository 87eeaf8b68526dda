/**
 * Whole runs over a store that fails: every call of files and database in turn, in every way that they fail. The run goes on to its end, and after a reload
 * whatever was said to be saved is there: the checkpoint loads, and goes on to the very weights of a run that nothing happened to.
 */
import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Dataset } from '../../data/dataset/dataset'
import type { DecodePool } from '../../data/decode/pool'
import { DEFAULT_CONFIG, type RunConfig, type RunEvent, type RunNote, type RunRecord } from '../../protocol'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { fromThenOn, fullFrom, once, type Plan, quotaError, SILENCE, silentFrom, unknownError } from '../../storage/testing/faults'
import { Spare } from '../devices/spare'
import { KeptFeatures } from '../features/featureStore'
import { RunControl } from '../fit/control'
import { toyBatches } from '../testing/toyBatches'
import { ToyEngine } from '../testing/toyEngine'
import type { Weights } from '../weights/weights'
import type { Ended } from './session'
import { Speeds } from './speeds'

// The engine's one parameter is the network's only one.
vi.mock(import('../../model/spec'), async (original) => ({
  ...(await original()),
  paramInfos: () => [{ name: 'w', shape: [1], block: 'fc', role: 'weight' }],
}))
vi.mock('../devices/devices', () => ({ makeEngine: () => Promise.resolve(new ToyEngine()) }))
vi.mock('../pictures/samples', () => ({
  sampleBatches: (_: unknown, __: unknown, { batchSize, seed }: RunConfig) => toyBatches(22, batchSize, seed),
}))
vi.mock('../weights/head', () => ({ startingParams: () => new Map([['w', { shape: [1], data: Float32Array.of(0.25) }]]) }))

const config: RunConfig = { ...DEFAULT_CONFIG, strategy: 'full', epochs: 2, batchSize: 8, patience: 0, keepDecoded: false }
const dataset = { name: 'pets', fingerprint: '00', classes: ['cat', 'dog'], samples: [], readAs: {} } as unknown as Dataset
const pool = { keepDecoded: () => Promise.resolve(0) } as unknown as DecodePool
const device = { backend: 'tfjs-cpu', device: 'toy', software: true, why: 'no-webgpu', threads: 1 } as const
const weights = { info: { name: 'toy', sha256: '00', licence: 'MIT', bundled: true }, params: new Map() } as unknown as Weights

/** What a run uses that remembers nothing between visits, most of all that it loads: once for all of them. What reaches the store is loaded anew. */
const KEPT = [
  '../../data/batches/sampler',
  '../../data/dataset/dataset',
  '../../data/dataset/identity',
  '../../data/files/source',
  '../../engine/wasm/takes',
  '../../metrics/confusion',
  '../../model/layer',
  '../../model/safetensors',
  '../../model/sound',
  '../../protocol',
  '../../protocol/recordShape',
  '../../recipe/batches',
  '../../recipe/strategy',
  '../fit/divergence',
  '../fit/fit',
  '../fit/plan',
  '../fit/rate',
  '../fit/testScore',
  '../model/answering',
]
beforeAll(async () => {
  const loaded = await Promise.all(KEPT.map(async (path) => [path, await vi.importActual<object>(path)] as const))
  for (const [path, module] of loaded) vi.doMock(path, () => module)
})

// Hundreds of runs each, on a machine that may have other work.
vi.setConfig({ testTimeout: 600_000 })

let browser: FakeBrowser
beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
  browser.close()
})

// Others must not find modules that were made over the doubles above.
afterAll(() => vi.resetModules())

/** The modules as a page that was just loaded has them: nothing is known but what is on disk. */
async function visit() {
  vi.resetModules()
  const [session, keeper, { runRecords, filesOf }, files] = await Promise.all([
    import('./session'),
    import('./keeper'),
    import('./records'),
    import('./files'),
  ])
  return { ...session, ...keeper, ...files, runRecords, filesOf }
}
type Visit = Awaited<ReturnType<typeof visit>>

/** A visit that held nothing back and has let go of its connections: as good as a new one, and a new one takes most of these tests' time. */
let clean: Visit | null = null
async function cleanVisit(): Promise<Visit> {
  const taken = clean ?? (await visit())
  clean = null
  return taken
}

interface Course {
  readonly ended: Ended
  readonly notes: readonly RunNote[]
  readonly pauses: number
  /** The epochs that were said to be saved: where the run can go on. */
  readonly saved: readonly number[]
}

/** A run to its end; whoever would wait at the screen presses "Go on" at once. */
async function course(
  { newRecord, runSession }: Visit,
  { record, epochs = config.epochs, onNote = () => {} }: { record?: RunRecord; epochs?: number; onNote?: (note: RunNote) => void } = {},
): Promise<Course> {
  const notes: RunNote[] = []
  let pauses = 0
  const control = new RunControl()
  control.pause = () => void pauses++
  const onEvent = (event: RunEvent) => {
    if (event.type !== 'note') return
    notes.push(event.note)
    onNote(event.note)
  }
  const of = record ?? (await newRecord({ ...config, epochs }, dataset, weights, device))
  const start = record ? ({ kind: 'resume' } as const) : ({ kind: 'fresh', weights } as const)
  const speeds = new Speeds()
  const ended = await runSession({
    record: of,
    dataset,
    pool,
    device,
    control,
    onEvent,
    spare: new Spare(null),
    speeds,
    features: new KeptFeatures(),
    start,
  })
  // What is written beside the run's end belongs to it.
  await speeds.settled()
  const saved = notes.flatMap((note) => (note.code === 'checkpoint-saved' ? [note.epoch] : []))
  return { ended, notes, pauses, saved }
}
const weightOf = ({ ended }: Course): number | undefined => ended.model.last?.params.get('w')?.data[0]

/** After a reload: all that was said to be saved is there, and nothing lies there that belongs to nobody. */
async function holds(saved: readonly number[], finished: boolean): Promise<{ now: Visit; record: RunRecord | undefined }> {
  browser.faults.set(() => null)
  const now = await visit()
  await now.tidyRuns()
  const [record, ...others] = await now.runRecords.all()
  expect(others).toEqual([])
  if (finished) expect(record).toMatchObject({ status: 'finished', summary: { epochs: { length: config.epochs } } })
  if (saved.length > 0) {
    const { snapshot } = await now.resumeSnapshot(record!)
    expect(snapshot.clock.epoch).toBeGreaterThanOrEqual(Math.max(...saved))
    expect(await now.loadBest(record!)).not.toBeNull()
  }
  const sizes = await now.runSizes()
  expect([...sizes.keys()].filter((id) => id !== record?.id)).toEqual([])
  if (record) {
    const there = await now.runFileNames(record.id)
    expect(now.filesOf(record).filter((name) => !there.has(name))).toEqual([])
  }
  // Nothing has failed since it was loaded.
  clean = now
  return { now, record }
}

/** How many calls a run makes when nothing fails, and what it comes to. */
async function undisturbed(epochs = config.epochs): Promise<{ calls: number; weight: number | undefined }> {
  browser = openBrowser()
  const whole = await course(await visit(), { epochs })
  expect(whole.saved).toEqual(Array.from({ length: epochs }, (_, i) => i + 2))
  const calls = browser.faults.calls.length
  if (epochs === config.epochs) await holds(whole.saved, true)
  browser.close()
  return { calls, weight: weightOf(whole) }
}

/** So many rounds of the event loop without a call are more than any transaction takes: what is not there by then waits for a clock. */
const QUIET = 40

/** What `job` gives, and the seconds that it waited for storage: the clocks stand still while anything moves. */
async function patiently<T>(job: () => Promise<T>): Promise<{ result: T; waited: number }> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  // Node hashes on threads of its own, which no round of the event loop waits for.
  vi.spyOn(crypto.subtle, 'digest').mockImplementation(async (_, data) => {
    const bytes = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
    return new Uint8Array(createHash('sha256').update(bytes).digest()).buffer
  })
  const begun = Date.now()
  try {
    let ended = false
    const result = job().finally(() => {
      ended = true
    })
    let [quiet, seen] = [0, 0]
    for (let round = 1; !ended; round++) {
      await new Promise(setImmediate)
      const calls = browser.faults.calls.length
      quiet = calls === seen ? quiet + 1 : 0
      seen = calls
      if (quiet === QUIET && !ended) {
        vi.advanceTimersToNextTimer()
        quiet = 0
      }
      if (round > 200 * QUIET) throw new Error('the run waits for ever')
    }
    return { result: await result, waited: (Date.now() - begun) / 1000 }
  } finally {
    vi.useRealTimers()
  }
}

const told = ({ notes }: Course): boolean => notes.some(({ code }) => ['checkpoint-failed', 'storage-full', 'no-storage'].includes(code))

describe('a run over a store that fails', () => {
  test.each<[string, (n: number) => Plan]>([
    ['once, in a way of its own', (n) => once(n, () => new DOMException('broken', 'OperationError'))],
    ['once, as a connection that was closed', (n) => once(n, unknownError)],
    ['once, for want of room', (n) => once(n, quotaError)],
    ['from then on', fromThenOn],
    ['from then on for want of room', fullFrom],
  ])('%s, at each call: it ends with its weights, and what was said to be saved loads', async (_, plan) => {
    const { calls, weight } = await undisturbed()
    expect(calls).toBeGreaterThan(60)
    for (let n = 0; n < calls; n++) {
      browser = openBrowser()
      browser.faults.set(plan(n))
      const one = await course(await cleanVisit())
      expect(weightOf(one), `call ${n}`).toBe(weight)
      // What is not on disk was said.
      if (one.saved.length < config.epochs) expect(told(one), `call ${n}`).toBe(true)
      const kept = one.notes.at(-1)?.code === 'checkpoint-saved'
      await holds(one.saved, kept && one.saved.at(-1) === config.epochs + 1)
      browser.close()
    }
  })

  test.each<[string, (n: number) => Plan]>([
    ['once', (n) => (_, index) => (index === n ? SILENCE : null)],
    ['from then on', silentFrom],
  ])('that never answers, %s, at each call: it ends with its weights, says so, and waits a few minutes in all', async (_, plan) => {
    const { calls, weight } = await undisturbed()
    for (let n = 0; n < calls; n++) {
      browser = openBrowser()
      browser.faults.set(plan(n))
      const now = await cleanVisit()
      const { result: one, waited } = await patiently(() => course(now))
      expect(weightOf(one), `call ${n}`).toBe(weight)
      expect(waited, `call ${n}`).toBeLessThanOrEqual(180)
      if (one.saved.length < config.epochs) expect(told(one), `call ${n}`).toBe(true)
      await holds(one.saved, false)
      browser.close()
    }
  })

  test('whose power fails at each call: the next start goes on from what was said to be saved, to the same weights', async () => {
    const { calls, weight } = await undisturbed()
    for (let n = 0; n < calls; n++) {
      browser = openBrowser()
      browser.faults.set(fromThenOn(n))
      const one = await course(await cleanVisit())
      browser.losePower()
      const { now, record } = await holds(one.saved, false)
      if (record?.checkpoints.length) expect(weightOf(await course(now, { record })), `call ${n}`).toBe(weight)
      browser.close()
    }
  })

  test('whose site data is cleared at each call: the checkpoints after that one are saved, and whole', async () => {
    const epochs = 3
    const { calls, weight } = await undisturbed(epochs)
    for (let n = 0; n < calls; n++) {
      browser = openBrowser()
      let cleared = false
      browser.faults.set((_, index) => {
        if (index === n && !cleared) {
          cleared = true
          browser.clearSiteData()
        }
        return null
      })
      const since: RunNote[] = []
      const one = await course(await cleanVisit(), { epochs, onNote: (note) => void (cleared && since.push(note)) })
      expect(weightOf(one), `call ${n}`).toBe(weight)
      // Of the one that was being written, nobody can say.
      const later = since.slice(1)
      expect(
        later.every(({ code }) => code === 'checkpoint-saved'),
        `call ${n}: ${JSON.stringify(later)}`,
      ).toBe(true)
      await holds(later.length ? [epochs + 1] : [], false)
      browser.close()
    }
  })

  // While a transaction is open, a file is written, before the first checkpoint: whatever call was under way.
  test('whose site data is cleared while a call is under way that is then never answered: it ends, and the last checkpoint is saved', async () => {
    const { epochs } = config
    const { calls, weight } = await undisturbed()
    for (let n = 0; n < calls; n++) {
      browser = openBrowser()
      browser.faults.set((_, index) => {
        if (index !== n) return null
        // The call that is lost is the last that the browser of before hears.
        queueMicrotask(() => browser.clearSiteData())
        return SILENCE
      })
      const { result: one, waited } = await patiently(async () => course(await cleanVisit()))
      expect(weightOf(one), `call ${n}`).toBe(weight)
      expect(waited, `call ${n}`).toBeLessThanOrEqual(180)
      // Of the one that was being written, nobody can say.
      const last = n < (calls * (epochs - 1)) / epochs
      if (last) expect(one.saved.at(-1), `call ${n} of ${calls}: ${JSON.stringify(one.notes)}`).toBe(epochs + 1)
      await holds(last ? one.saved.slice(-1) : [], false)
      browser.close()
    }
  })
})
