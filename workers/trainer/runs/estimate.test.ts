import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DEFAULT_CONFIG, effective, type RunConfig } from '../../protocol'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { offerDevice } from '../devices/devices'
import { featureKey } from '../features/featureKey'
import { featureStore } from '../features/featureStore'
import type { Predictor } from '../model/model'
import type { Pictures } from '../pictures/pictures'
import { openPictures, trainedModel } from '../testing/trainedModel'
import type { WeightsChoice } from '../weights/choice'
import { estimateRun, learnSpeed } from './estimate'
import type { KeptRuns } from './kept'
import { Training } from './training'

vi.mock('../devices/devices')

const names = (split: string, n: number) => Array.from({ length: n }, (_, i) => `${split}/${i}.jpg`)
const MODEL = trainedModel({ train: names('train', 40), val: names('val', 20) })
const { device } = MODEL
const DATASET = openPictures(MODEL)
const SHA = 'ab'
/** Features of two views. */
const CACHED: RunConfig = { ...DEFAULT_CONFIG, strategy: 'feature-extraction', cachedViews: 2, epochs: 8, batchSize: 10, depth: '18' }

let browser: FakeBrowser
beforeEach(() => {
  browser = openBrowser()
  vi.mocked(offerDevice).mockResolvedValue({ device } as Awaited<ReturnType<typeof offerDevice>>)
})
afterEach(() => browser.close())

function secondsOf(config: RunConfig): Promise<number> {
  const pictures = { forRun: () => DATASET } as unknown as Pictures
  const weights = { info: { depth: '18', sha256: SHA } } as WeightsChoice
  const training = new Training(pictures, weights, {} as KeptRuns, {} as Predictor, () => {})
  return training.estimate(config).then(({ seconds }) => seconds)
}
const keep = async (...sets: string[]) => {
  const key = await featureKey(DATASET, effective(CACHED), SHA, device.backend)
  const set = { ids: Int32Array.of(1), failed: new Int32Array(0), features: Float32Array.of(1) }
  for (const name of sets) await featureStore.write(`${key}-${name}`, set)
}

test('an estimate counts no features that the run will find kept', async () => {
  const all = await secondsOf(CACHED)
  await keep('val')
  const withoutVal = await secondsOf(CACHED)
  // 100 passes, 20 of them for validation; what the head does on the features is next to nothing.
  expect(withoutVal / all).toBeCloseTo(0.8, 2)
  await keep('train-1')
  expect((await secondsOf(CACHED)) / all).toBeCloseTo(0.4, 2)
  await keep('train-2')
  const head = await secondsOf(CACHED)
  expect(head).toBeGreaterThan(0)
  expect(head / all).toBeLessThan(0.01)
  // Another transform has other features.
  expect(await secondsOf({ ...CACHED, seed: 2 })).toBe(all)
})

test('where storage is blocked an estimate counts all of them', async () => {
  const all = await secondsOf(CACHED)
  await keep('val', 'train-1', 'train-2')
  vi.stubGlobal('navigator', {})
  expect(await secondsOf(CACHED)).toBe(all)
})

test('a run that found some of its features kept tells the speed by those that it made', () => {
  const counts = { train: 40, val: 20, made: 100 }
  learnSpeed(CACHED, device, 2, counts, 10)
  const { seconds } = estimateRun(CACHED, device, 2, counts)
  learnSpeed(CACHED, device, 2, { ...counts, made: 20 }, 2)
  expect(estimateRun(CACHED, device, 2, counts).seconds).toBeCloseTo(seconds, 10)
  // Nothing but kept ones: nothing is learnt.
  learnSpeed(CACHED, device, 2, { ...counts, made: 0 }, 30)
  expect(estimateRun(CACHED, device, 2, counts).seconds).toBeCloseTo(seconds, 10)
})
