import { expect, test } from 'vitest'
import { fisherUpper, holm } from './hypergeometric'

test("Fisher's exact test, one-sided, as scipy.stats.fisher_exact(..., 'greater') has it", () => {
  expect(fisherUpper({ n: 200, marked: 20, drawn: 40, found: 12 })).toBeCloseTo(3.467761160192895e-5, 12)
  expect(fisherUpper({ n: 5000, marked: 300, drawn: 1000, found: 80 })).toBeCloseTo(0.0024054568876747447, 12)
  expect(fisherUpper({ n: 10, marked: 5, drawn: 5, found: 0 })).toBeCloseTo(1, 12)
  expect(fisherUpper({ n: 10, marked: 0, drawn: 5, found: 0 })).toBe(1)
})

test('counts that do not fit each other are refused', () => {
  expect(() => fisherUpper({ n: 10, marked: 4, drawn: 5, found: 5 })).toThrow(RangeError)
  expect(() => fisherUpper({ n: 10, marked: 8, drawn: 8, found: 5 })).toThrow(RangeError)
})

test("Holm's correction multiplies the smallest by all, the next by one less, and never falls", () => {
  const corrected = holm([0.01, 0.04, 0.03, 0.005])
  for (const [i, p] of [0.03, 0.06, 0.06, 0.02].entries()) expect(corrected[i]).toBeCloseTo(p, 12)
  expect(holm([0.6, 0.9])).toEqual([1, 1])
  expect(holm([])).toEqual([])
})
