/** Runs that are stopped, or that were and go on: what their records say, and what is learnt of their speed. */
import { afterAll, afterEach, beforeEach, expect, type Mock, test, vi } from 'vitest'
import type { Dataset } from '../../data/dataset/dataset'
import type { DecodePool } from '../../data/decode/pool'
import { forwardMacs } from '../../model/spec'
import { DEFAULT_CONFIG, Problem, type RunConfig, type RunEvent, type RunRecord } from '../../protocol'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { Spare } from '../devices/spare'
import { KeptFeatures } from '../features/featureStore'
import { RunControl } from '../fit/control'
import { specFor } from '../fit/plan'
import { toyBatches } from '../testing/toyBatches'
import { ToyEngine } from '../testing/toyEngine'
import type { Weights } from '../weights/weights'
import type { Session } from './session'
import type { Speed } from './speeds'

// The engine's one parameter is the network's only one.
vi.mock(import('../../model/spec'), async (original) => ({
  ...(await original()),
  paramInfos: () => [{ name: 'w', shape: [1], block: 'fc', role: 'weight' }],
}))
vi.mock('../devices/devices', () => ({
  makeEngine: () => Promise.resolve(new ToyEngine()),
  offerDevice: async () => ({ device: { backend: 'wasm', device: 'wasm, 3 threads', software: true, why: 'chosen', threads: 3 } }),
}))
vi.mock('../pictures/samples', () => ({
  sampleBatches: (_: unknown, __: unknown, { batchSize, seed }: RunConfig) => toyBatches(22, batchSize, seed),
}))
vi.mock('../weights/head', () => ({ startingParams: () => new Map([['w', { shape: [1], data: Float32Array.of(0.25) }]]) }))
afterAll(() => vi.resetModules())

const config: RunConfig = { ...DEFAULT_CONFIG, strategy: 'full', epochs: 2, batchSize: 8, patience: 0, keepDecoded: false }
const dataset = { name: 'pets', fingerprint: '00', classes: ['cat', 'dog'], samples: [], readAs: {} } as unknown as Dataset
const pool = { keepDecoded: () => Promise.resolve(0) } as unknown as DecodePool
const device = { backend: 'tfjs-cpu', device: 'toy', software: true, why: 'no-webgpu', threads: 1 } as const
const weights = { info: { name: 'toy', sha256: '00', licence: 'MIT', bundled: true }, params: new Map() } as unknown as Weights

let browser: FakeBrowser
beforeEach(() => {
  vi.resetModules()
  browser = openBrowser()
})
afterEach(() => browser.close())

const modules = async () => {
  const [session, longer, { runRecords }] = await Promise.all([import('./session'), import('./longer'), import('./records')])
  return { ...session, ...longer, runRecords }
}
/** A run, new or longer by `more` epochs; `onEvent` may stop it. */
async function run(
  { newRecord, runSession, longer }: Awaited<ReturnType<typeof modules>>,
  {
    record,
    more,
    config: chosen = config,
    ...over
  }: Partial<Omit<Session, 'record' | 'start' | 'onEvent'>> & {
    readonly record?: RunRecord
    readonly config?: RunConfig
    readonly more?: number
    readonly onEvent?: (event: RunEvent, control: RunControl, learn: Mock) => void
  },
) {
  const control = over.control ?? new RunControl()
  const learn = vi.fn()
  const of = record ?? (await newRecord(chosen, dataset, weights, device))
  const ended = runSession({
    ...{ dataset, pool, device, spare: new Spare(null), features: new KeptFeatures(), ...over, control },
    record: more === undefined ? of : longer(of, more),
    onEvent: (event) => over.onEvent?.(event, control, learn),
    speeds: { learn } as unknown as Session['speeds'],
    start: record ? { kind: 'resume', ...(more === undefined ? {} : { more }) } : { kind: 'fresh', weights },
  })
  const [{ status }] = await Promise.allSettled([ended])
  return { status, learn, ended }
}

test('only a run that came to its own end tells how fast it was', async () => {
  const now = await modules()
  const known: number[] = []
  const whole = await run(now, { onEvent: ({ type }, _, learn) => type === 'finished' && known.push(learn.mock.calls.length) })
  expect(whole.learn).toHaveBeenCalledOnce()
  expect(known, 'whoever hears of the end may ask at once what the next will take').toEqual([1])
  const cut = await run(now, { onEvent: (event, control) => event.type === 'step' && control.stop() })
  expect((await (await cut.ended).model.record).reason).toBe('stopped')
  expect(cut.learn).not.toHaveBeenCalled()
})

test('a stop that comes when a trial has learnt all that it will is still there for its search to end by; a run of its own has heeded it', async () => {
  const now = await modules()
  const stoppedAtTheEnd = async (isTrial: boolean) => {
    const control = new RunControl()
    const onEvent = (event: RunEvent) => event.type === 'epoch' && event.record.epoch === config.epochs && control.stop()
    const { ended } = await run(now, { control, onEvent, ...(isTrial ? { isTrial } : {}) })
    expect((await ended).summary.epochs).toHaveLength(config.epochs)
    return control.stopped
  }
  expect(await stoppedAtTheEnd(true)).toBe(true)
  expect(await stoppedAtTheEnd(false)).toBe(false)
})

test('one that ended early tells the speed of the epochs that it had, at the sizes that those were planned with', async () => {
  const now = await modules()
  const growing: RunConfig = { ...config, epochs: 15, patience: 1, imageSize: 128, trainSizes: '64,96,128' }
  const { learn, ended } = await run(now, { config: growing })
  const { summary } = await ended
  const done = summary.epochs.length
  expect(done, 'all of them at 64 px').toBeLessThanOrEqual(5)
  const flops = (learn.mock.calls[0]![1] as Speed).gflops * 1e9 * summary.seconds
  const { trainCount, valCount } = toyBatches(22, growing.batchSize, growing.seed)
  const forward = 2 * forwardMacs(specFor(growing, 2), 128)
  expect(flops / forward / done).toBeCloseTo((3 * trainCount) / 4 + valCount, 6)
})

test('the record of one that goes on says what it goes on with', async () => {
  const now = await modules()
  await run(now, {})
  const [before] = await now.runRecords.all()
  await run(now, { record: before!, more: 1, device: { ...device, device: 'another' } })
  expect(await now.runRecords.all()).toMatchObject([{ device: { device: 'another' }, epochs: [{}, {}, {}] }])
})

test('the record of one whose other threads did not start has the one that it had, from its first step on; it tells no speed', async () => {
  const now = await modules()
  class Alone extends ToyEngine {
    override readonly info = { ...new ToyEngine().info, device: 'toy, 1 thread', alone: true }
  }
  let early: Promise<readonly RunRecord[]> | undefined
  const { learn, ended } = await run(now, {
    device: { ...device, device: 'toy, 4 threads', threads: 4 },
    spare: new Spare(new Alone()),
    onEvent(event) {
      if (event.type === 'step') early ??= now.runRecords.all()
    },
  })
  expect(await early).toMatchObject([{ status: 'running', device: { device: 'toy, 1 thread', threads: 1 } }])
  const { model } = await ended
  expect(model.device).toMatchObject({ device: 'toy, 1 thread', threads: 1 })
  expect(await now.runRecords.all()).toMatchObject([{ status: 'finished', device: { threads: 1 } }])
  expect(learn).not.toHaveBeenCalled()
})

test('one whose graphics card is found wrong after it was chosen is recorded as the processor’s, and teaches that its speed', async () => {
  const now = await modules()
  class Processor extends ToyEngine {
    override readonly info = { ...new ToyEngine().info, backend: 'wasm' as const, device: 'wasm, 3 threads' }
  }
  const card = { backend: 'webgpu', device: 'Acme Rocket', software: false, why: 'hardware-gpu', threads: 0, kernels: 'a1 tiles' } as const
  const { learn, ended } = await run(now, { device: card, spare: new Spare(new Processor()) })
  await ended
  const processor = { backend: 'wasm', device: 'wasm, 3 threads', software: true, why: 'gpu-wrong', threads: 3 }
  const [record] = await now.runRecords.all()
  expect(record!.device).toEqual(processor)
  expect(learn).toHaveBeenCalledWith(processor, expect.anything())
})

test.each([
  ['is stopped', () => new Problem('stopped-early', {})],
  ['fails', () => new Problem('worker-crashed', { detail: 'oom' })],
])('a run that ended and %s before it learns longer stays as it was', async (_, why) => {
  const now = await modules()
  await run(now, {})
  const [before] = await now.runRecords.all()
  const broken = { keepDecoded: () => Promise.reject(why()) } as unknown as DecodePool
  expect((await run(now, { record: before!, more: 2, pool: broken })).status).toBe('rejected')
  expect(await now.runRecords.all()).toEqual([before])
})

test('an interrupted one that fails before it goes on says why, and keeps its log', async () => {
  const now = await modules()
  await run(now, {})
  const [ended] = await now.runRecords.all()
  const before = { ...ended!, status: 'interrupted' as const, reason: null }
  await now.runRecords.change(before.id, () => before)
  const broken = { keepDecoded: () => Promise.reject(new Problem('worker-crashed', { detail: 'oom' })) } as unknown as DecodePool
  await run(now, { record: before, pool: broken })
  expect(await now.runRecords.all()).toEqual([{ ...before, problem: expect.objectContaining({ code: 'worker-crashed' }) }])
})
