import { expect, test } from 'vitest'
import { DEFAULT_CONFIG, type RunConfig } from '../../protocol'
import { TimedEngine, TOY_CONFIG, timedRun } from '../testing/timedRun'
import { FIRST_HEAD_MS, type Pace, RateMeter, secondsLeft, secondsLeftOfFeatures } from './rate'

test('a steady run has its rate from the first step on', () => {
  const rate = new RateMeter(8000)
  rate.restart(1000)
  for (let step = 1; step <= 20; step++) expect(rate.add(1000 + step * 500, 32)).toBeCloseTo(64)
})

test('results that arrive in a burst do not look like a fast machine', () => {
  const rate = new RateMeter(8000)
  rate.restart(0)
  for (const at of [30_000, 30_000.01, 30_000.02]) expect(rate.add(at, 32)).toBeLessThan(4)
  for (const at of [60_000, 60_000.01, 60_000.02]) expect(rate.add(at, 32)).toBeLessThan(7)
})

test('a pause does not count', () => {
  const rate = new RateMeter(8000)
  rate.restart(0)
  rate.add(1000, 10)
  rate.restart(100_000)
  expect(rate.add(101_000, 10)).toBe(10)
})

test('a first step that waits for kernels and pictures counts until those after it took as long, and until then nothing is settled', () => {
  const rate = new RateMeter(8000)
  rate.restart(0)
  expect(rate.add(2000, 32)).toBe(16)
  for (let step = 1; step <= 3; step++) expect(rate.add(2000 + step * 500, 32), 'shorter than the first so far').toBeLessThan(40)
  expect(rate.isSettled).toBe(false)
  expect(rate.add(4000, 32)).toBeCloseTo(64)
  expect(rate.isSettled).toBe(true)
  const built = new RateMeter(8000)
  built.restart(0)
  for (let step = 0; step < 8; step++) built.add(60_000 + step * 100, 32)
  expect(built.add(60_800, 32), 'kernels took a minute to build').toBeCloseTo(320)
})

/** 100 pictures learn, 20 are held out; besides its pictures an epoch takes a tenth of a second. */
const left = (config: Partial<RunConfig>, at: { epoch: number; seen: number; test?: number }, pace: Partial<Pace>) =>
  secondsLeft(
    { config: { ...DEFAULT_CONFIG, ...config }, batches: { trainCount: 100, valCount: 20 }, clock: at, testCount: at.test ?? 0 },
    { passesPerSecond: 10, validationSeconds: null, besidesSeconds: null, featuresPerSecond: 0, ...pace },
  )

test('the time left counts the blocks that learn in the epochs to come, not those of the epoch that is on', () => {
  const gradual = { strategy: 'gradual', unfreezeAt: '', unfreezeEvery: 1, epochs: 6 } as const
  // Of each picture 1, 1.4, ... 3 passes in epochs 1 to 6, and 20 of validation in each.
  const passes = [1, 1.4, 1.8, 2.2, 2.6, 3].reduce((sum, each) => sum + 100 * each + 20, 0)
  expect(left(gradual, { epoch: 1, seen: 0 }, {})).toBeCloseTo(passes / 10 + 0.6)
  expect(left(gradual, { epoch: 6, seen: 50 }, {}), 'in the last epoch three passes a picture').toBeCloseTo((3 * 50 + 20) / 10 + 0.1)
  expect(left(gradual, { epoch: 5, seen: 100 }, { validationSeconds: 7 }), 'as long as the last one took').toBeCloseTo(30 + 2 * 7.1)
  const measured = { validationSeconds: 7, besidesSeconds: 2 }
  expect(left(gradual, { epoch: 5, seen: 100 }, measured), 'and what is done between two epochs').toBeCloseTo(30 + 2 * 9)
  expect(left({ strategy: 'full' }, { epoch: 1, seen: 0 }, { passesPerSecond: 0 })).toBeNaN()
})

test('the time left has the labelled test pictures in it, which go through the whole network', () => {
  const full = { strategy: 'full', epochs: 1 } as const
  expect(left(full, { epoch: 1, seen: 0, test: 60 }, {}) - left(full, { epoch: 1, seen: 0 }, {})).toBeCloseTo(6)
  const head = { strategy: 'feature-extraction', cachedViews: 4, epochs: 1 } as const
  const pace = { passesPerSecond: 5000, featuresPerSecond: 20 }
  expect(left(head, { epoch: 1, seen: 0, test: 60 }, pace) - left(head, { epoch: 1, seen: 0 }, pace)).toBeCloseTo(3)
})

test('while features are made the time left is that to the result', () => {
  const course = {
    config: { ...DEFAULT_CONFIG, epochs: 10 },
    batches: { trainCount: 1000, valCount: 200 },
    clock: { epoch: 1, seen: 0 },
    testCount: 100,
  }
  expect(secondsLeftOfFeatures(course, { done: 500, of: 2500 }, 20)).toBeCloseTo(2100 / 20 + 12 * FIRST_HEAD_MS + 1)
  expect(secondsLeftOfFeatures(course, { done: 0, of: 2500 }, 0)).toBeNaN()
})

test('in epochs of a few steps the time left is never far off, on an engine that blocks its thread', async () => {
  const said: { at: number; seconds: number }[] = []
  let slow = (_: number) => {}
  const { control } = await timedRun(
    { ...TOY_CONFIG, epochs: 5 },
    (event, _, told) => {
      slow = (ms) => told.pass(100 * ms)
      if (event.type === 'step') said.push({ at: told.control.now(), seconds: event.secondsLeft })
    },
    () => {},
    { newEngine: async () => new TimedEngine((ms) => slow(ms)) },
  )
  const end = control.now()
  const known = said.filter(({ seconds }) => !Number.isNaN(seconds))
  expect(known.length).toBeGreaterThan(said.length / 2)
  for (const { at, seconds } of known.filter((one) => end - one.at >= 3000)) {
    const off = (1000 * seconds) / (end - at)
    expect(Math.max(off, 1 / off), `${seconds} s at ${at} of ${end} ms`).toBeLessThan(1.5)
  }
})

test('what is done between two epochs counts for those to come as well', async () => {
  const said: { at: number; seconds: number; epoch: number }[] = []
  let slow = (_: number) => {}
  const { control } = await timedRun(
    { ...TOY_CONFIG, epochs: 5 },
    (event, _, told) => {
      slow = (ms) => told.pass(100 * ms)
      if (event.type === 'epoch') told.pass(20_000)
      if (event.type === 'step') said.push({ at: told.control.now(), seconds: event.secondsLeft, epoch: event.epoch })
    },
    () => {},
    { newEngine: async () => new TimedEngine((ms) => slow(ms)) },
  )
  const end = control.now()
  const later = said.filter(({ epoch, seconds }) => epoch > 1 && !Number.isNaN(seconds))
  expect(later.length).toBeGreaterThan(0)
  for (const { at, seconds } of later) {
    const off = (1000 * seconds) / (end - at)
    expect(Math.max(off, 1 / off), `${seconds} s at ${at} of ${end} ms`).toBeLessThan(1.5)
  }
})
