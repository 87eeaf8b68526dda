import { expect, test } from 'vitest'
import { RateMeter } from './rate'

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
