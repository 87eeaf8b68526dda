import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Dataset } from '../../data/dataset/dataset'
import { DEFAULT_CONFIG, effective, type RunConfig } from '../../protocol'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { SILENCE } from '../../storage/testing/faults'
import { offerDevice } from '../devices/devices'
import { featureKey, testFeatureKey } from '../features/featureKey'
import { KeptFeatures } from '../features/featureStore'
import { testName } from '../features/features'
import type { Predictor } from '../model/model'
import type { Pictures } from '../pictures/pictures'
import { openPictures, trainedModel } from '../testing/trainedModel'
import type { WeightsChoice } from '../weights/choice'
import { estimateRun, speedOf } from './estimate'
import type { KeptRuns } from './kept'
import { type Speed, Speeds } from './speeds'
import { Training } from './training'

vi.mock('../devices/devices')

const names = (split: string, n: number) => Array.from({ length: n }, (_, i) => `${split}/${i}.jpg`)
const MODEL = trainedModel({ train: names('train', 40), val: names('val', 20) })
const { device } = MODEL
const DATASET = openPictures(MODEL)
const SHA = 'ab'
/** What a run takes besides its pictures, before any was timed. */
const BESIDES = 4
/** Features of two views. */
const CACHED: RunConfig = { ...DEFAULT_CONFIG, strategy: 'feature-extraction', cachedViews: 2, epochs: 8, batchSize: 10, depth: '18' }

let browser: FakeBrowser
beforeEach(() => {
  browser = openBrowser()
  vi.mocked(offerDevice).mockResolvedValue({ device } as Awaited<ReturnType<typeof offerDevice>>)
})
afterEach(() => browser.close())

function secondsOf(config: RunConfig, dataset: Dataset = DATASET): Promise<number> {
  const pictures = { forRun: () => dataset } as unknown as Pictures
  const weights = { info: { depth: '18', attention: 'none', sha256: SHA } } as WeightsChoice
  const training = new Training(pictures, weights, {} as KeptRuns, {} as Predictor, () => {})
  return training.estimate(config).then(({ seconds }) => seconds - BESIDES)
}
const keep = async (...sets: string[]) => {
  const key = await featureKey(DATASET, effective(CACHED), SHA, device.backend)
  const set = { ids: Int32Array.of(1), failed: new Int32Array(0), features: Float32Array.of(1) }
  for (const name of sets) await new KeptFeatures().write(`${key}-${name}`, set)
}

test('an estimate counts no features that the run will find kept', async () => {
  const seconds = [await secondsOf(CACHED)]
  for (const set of ['val', 'train-1', 'train-2']) {
    await keep(set)
    seconds.push(await secondsOf(CACHED))
  }
  const head = seconds.at(-1)!
  expect(head).toBeGreaterThan(0)
  const all = seconds[0]!
  // 100 passes through the backbone, 20 of them for validation.
  expect(seconds.map((each) => Number(((each - head) / (all - head)).toFixed(6)))).toEqual([1, 0.8, 0.4, 0])
  // Another transform has other features.
  expect(await secondsOf({ ...CACHED, seed: 2 })).toBe(all)
})

test('an estimate counts the labelled test pictures, which are scored at the end, unless their features are kept', async () => {
  const paths = [...DATASET.samples.keys()].map((i) => `test/${i}.jpg`)
  const tested = { ...DATASET, samples: [...DATASET.samples] }
  for (const path of paths.slice(0, 10)) {
    const source = { kind: 'file', file: new File([path], path) } as const
    const id = tested.samples.length
    tested.samples.push({ ...DATASET.samples[0]!, id, group: id, path, source, split: 'test', given: 'test' })
  }
  const of = (config: RunConfig, dataset: Dataset = tested) => secondsOf(config, dataset)
  // Forward, backward and for weights of 40, forward of 20, in 8 epochs; forward of 10 once.
  const full = { ...CACHED, strategy: 'full' } as const
  expect((await of(full)) / (await of(full, DATASET))).toBeCloseTo(1 + 10 / (8 * (3 * 40 + 20)), 3)
  const [without, withTest] = [await of(CACHED, DATASET), await of(CACHED)]
  expect(withTest / without).toBeCloseTo(1.1, 2)
  const key = await testFeatureKey(tested, effective(CACHED), SHA, device.backend)
  await new KeptFeatures().write(testName(key), { ids: Int32Array.of(1), failed: new Int32Array(0), features: Float32Array.of(1) })
  expect((await of(CACHED)) / without).toBeCloseTo(1, 2)
})

test('where storage is blocked an estimate counts all of them', async () => {
  const all = await secondsOf(CACHED)
  await keep('val', 'train-1', 'train-2')
  vi.stubGlobal('navigator', {})
  expect(await secondsOf(CACHED)).toBe(all)
})

const COUNTS = { train: 40, val: 20, test: 0, made: 100 }
const knownOf = (...speeds: (Speed | null)[]) => speeds.flatMap((speed) => speed ?? [])
const FULL: RunConfig = { ...CACHED, strategy: 'full', imageSize: 64 }

test('a run that found some of its features kept tells the speed by those that it made', () => {
  const all = speedOf(CACHED, 2, COUNTS, { all: 15, features: 10, epochs: 2, done: 8 })
  const some = speedOf(CACHED, 2, { ...COUNTS, made: 20 }, { all: 6, features: 2, epochs: 2, done: 8 })
  expect(some?.gflops).toBeCloseTo(all!.gflops, 10)
  expect(speedOf(CACHED, 2, { ...COUNTS, made: 0 }, { all: 5, features: 0, epochs: 2, done: 8 }), 'nothing but kept ones').toBeNull()
  for (const epochs of [0, -1])
    expect(speedOf(CACHED, 2, COUNTS, { all: 15, features: 10, epochs, done: 8 }), 'no time of an epoch').toBeNull()
})

test('after a run the same is forecast as long as it took, with what was not pictures, and with a small doubt', () => {
  for (const [config, took] of [
    [CACHED, { all: 15, features: 10, epochs: 2, done: 8 }],
    [FULL, { all: 60, features: 0, epochs: 50, done: 8 }],
  ] as const) {
    const known = knownOf(speedOf(config, 2, COUNTS, took))
    expect(estimateRun(config, device, 2, COUNTS, known).seconds).toBeCloseTo(took.all, 6)
    expect(estimateRun(config, device, 2, COUNTS, known).wrongBy).toBeLessThan(1.5)
  }
})

test('a run that ended early tells the speed of the epochs that it had, at the sizes that those were planned with', () => {
  const config = { ...FULL, imageSize: 128, trainSizes: '64,96,128', epochs: 15 }
  const took = { all: 60, features: 0, epochs: 50, done: 5 }
  // Five epochs at 64 px, all of one run whose pictures are so small.
  const flat = speedOf({ ...config, trainSizes: '64', epochs: 5 }, 2, COUNTS, took)
  expect(speedOf(config, 2, COUNTS, took)).toEqual(flat)
  expect(speedOf({ ...CACHED, epochs: 15 }, 2, COUNTS, { ...took, features: 10 })?.headMs).toBe((1000 * 50) / (5 * 60))
})

test('the less like the work that was timed, the larger the doubt; each kind of work goes by its own', () => {
  const full = speedOf(FULL, 2, COUNTS, { all: 60, features: 0, epochs: 50, done: 8 })
  const features = speedOf({ ...CACHED, imageSize: 64 }, 2, COUNTS, { all: 5, features: 1, epochs: 1, done: 8 })
  const known = knownOf(full, features)
  const forecast = (config: RunConfig, from = known) => estimateRun(config, device, 2, COUNTS, from)
  expect(forecast(FULL).seconds).toBeCloseTo(60, 6)
  const doubts = [FULL, { ...FULL, imageSize: 128 }, { ...FULL, strategy: 'gradual' } as const].map(
    (config) => forecast(config, knownOf(full)).wrongBy,
  )
  expect(doubts).toEqual(doubts.toSorted((a, b) => a - b))
  expect(new Set(doubts).size).toBe(3)
  expect(forecast(FULL, []).wrongBy).toBeGreaterThan(doubts[2]!)
})

test('a network that is unfrozen step by step needs the memory of what learns in the end', () => {
  const bytes = (config: Partial<RunConfig>) => estimateRun({ ...FULL, ...config }, device, 2, COUNTS, []).bytes
  const gradual = { strategy: 'gradual', unfreezeEvery: 1, unfreezeAt: '' } as const
  expect(bytes({ ...gradual, epochs: 20 })).toBe(bytes({}))
  expect(bytes({ ...gradual, epochs: 1 })).toBe(bytes({ strategy: 'feature-extraction', cachedViews: 0 }))
  expect(bytes({ ...gradual, epochs: 3 })).toBeGreaterThan(bytes({ ...gradual, epochs: 2 }))
})

test('speeds outlive the visit, and a browser that keeps nothing knows those of this one', async () => {
  const speed = speedOf(FULL, 2, COUNTS, { all: 60, features: 0, epochs: 50, done: 8 })!
  const first = new Speeds()
  first.learn(device, speed)
  await first.settled()
  expect(await new Speeds().of(device)).toEqual([speed])
  expect(await new Speeds().of({ ...device, threads: device.threads + 1 }), 'another engine').toEqual([])
  vi.stubGlobal('indexedDB', undefined)
  const speeds = new Speeds()
  speeds.learn(device, { ...speed, gflops: 1 })
  await speeds.settled()
  expect(await speeds.of(device)).toEqual([{ ...speed, gflops: 1 }])
})

test('two tabs that learn speeds at a time overwrite none of each other’s', async () => {
  const speed = speedOf(FULL, 2, COUNTS, { all: 60, features: 0, epochs: 50, done: 8 })!
  const tabs = [new Speeds(), new Speeds()]
  // Both have looked before either learns.
  for (const tab of tabs) expect(await tab.of(device)).toEqual([])
  tabs.forEach((tab, i) => {
    tab.learn(device, { ...speed, imageSize: 64 + i })
  })
  for (const tab of tabs) await tab.settled()
  const sizes = (await new Speeds().of(device)).map(({ imageSize }) => imageSize)
  expect(sizes.toSorted()).toEqual([64, 65])
})

test('nobody waits for a speed to be written', async () => {
  const speed = speedOf(FULL, 2, COUNTS, { all: 60, features: 0, epochs: 50, done: 8 })!
  const speeds = new Speeds()
  await speeds.of(device)
  browser.faults.set((call) => (call === 'put' ? SILENCE : null))
  speeds.learn(device, speed)
  expect(await speeds.of(device)).toEqual([speed])
})

test('a network is told of the weights in use, as estimate and run have it, or of one that is named beside', async () => {
  const weights = { info: { depth: 'efficientnet_b0', attention: 'none', sha256: SHA } } as WeightsChoice
  const training = new Training({ isOpen: false } as Pictures, weights, {} as KeptRuns, {} as Predictor, () => {})
  const blocks = async (of?: '34') =>
    (await training.network(CACHED, of && { depth: of, attention: 'none' })).blocks.map(({ block }) => block)
  expect(await blocks()).toEqual(['stem', 'stage1', 'stage2', 'stage3', 'stage4', 'classifier'])
  expect(await blocks('34')).toContain('layer1')
})

test('what trains is asked for the network of the recipe, as is what features are called by', async () => {
  const processor = { ...device, backend: 'wasm', why: 'gpu-wrong', threads: 2 } as const
  const card = { ...device, backend: 'webgpu', threads: 0 } as const
  vi.mocked(offerDevice).mockImplementation(async (_, network) => {
    const [spec, plan] = network!()
    expect(plan.precision).toBe('mixed')
    return { device: spec.arch === 'resnet18' ? processor : card, others: [] }
  })
  const key = await featureKey(DATASET, effective(CACHED), SHA, 'wasm')
  const set = { ids: Int32Array.of(1), failed: new Int32Array(0), features: Float32Array.of(1) }
  const without = await secondsOf(CACHED)
  await new KeptFeatures().write(`${key}-train-1`, set)
  expect(await secondsOf(CACHED)).toBeLessThan(without)
})
