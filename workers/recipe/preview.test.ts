import { expect, test } from 'vitest'
import { DEFAULT_CONFIG } from '../protocol'
import { schedulePreview } from './preview'

test('it begins and ends as the run does, whatever its length', () => {
  const step = { ...DEFAULT_CONFIG, schedule: 'step', learningRate: 1e-3, epochs: 10, stepSize: 7, gamma: 0.1 } as const
  for (const pictures of [null, 1, 1600, 1_000_000]) {
    const rates = schedulePreview(step, pictures)
    expect(rates.length).toBe(Math.min(200, pictures === 1 ? 10 : 500))
    expect(rates[0]).toBeCloseTo(1e-3, 12)
    expect(rates.at(-1)).toBeCloseTo(1e-4, 12)
  }
  const lowered = schedulePreview(step, null).findIndex((rate) => rate < 5e-4)
  expect(lowered / 200).toBeCloseTo(0.7, 1)
})

test('one cycle rises to its peak in the first third and falls to nearly nothing', () => {
  const rates = schedulePreview({ ...DEFAULT_CONFIG, schedule: 'one-cycle', learningRate: 0.01 }, 320)
  const peak = rates.indexOf(Math.max(...rates))
  expect(rates[peak]).toBeCloseTo(0.01, 4)
  expect(peak / rates.length).toBeCloseTo(0.3, 1)
  expect(rates.at(-1)).toBeLessThan(1e-6)
})

test('a warm-up that is not in force, with one cycle, is not drawn', () => {
  const config = { ...DEFAULT_CONFIG, schedule: 'one-cycle', learningRate: 1e-3 } as const
  expect(schedulePreview({ ...config, warmupEpochs: 3 }, 320)).toEqual(schedulePreview(config, 320))
})
