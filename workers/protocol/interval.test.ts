import { expect, test } from 'vitest'
import { wilsonInterval } from './interval'

// scipy.stats.binomtest(right, of).proportion_ci(method='wilson'), 1.10.
test.each([
  [
    [90, 100],
    [0.8256343384950865, 0.9447708629393249],
  ],
  [
    [20, 20],
    [0.8388748419471808, 1],
  ],
  [
    [0, 5],
    [0, 0.43448246478317476],
  ],
  [
    [1, 2],
    [0.09453120573423074, 0.9054687942657693],
  ],
] as const)('Wilson’s interval of %j', ([right, of], wanted) => {
  const found = wilsonInterval(right, of)
  for (const side of [0, 1] as const) expect(found[side]).toBeCloseTo(wanted[side], 12)
})

test('of none there is none', () => {
  expect(wilsonInterval(0, 0)).toEqual([Number.NaN, Number.NaN])
})
