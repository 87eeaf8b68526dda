import { expect, test } from 'vitest'
import fixture from './fixtures/paired.json'
import { differenceInterval, mcnemar, pairedCounts } from './paired'

const SETS = fixture.sets.map(({ counts: [both = 0, onlyA = 0, onlyB = 0, neither = 0], ...of }) => ({
  counts: { both, onlyA, onlyB, neither },
  ...of,
}))

test.each(SETS)('McNemar of $counts equals SciPy, and the interval does within the chance of its draws', ({ counts, p, interval }) => {
  expect(mcnemar(counts)).toBeCloseTo(p, 9)
  const n = counts.both + counts.onlyA + counts.onlyB + counts.neither
  const [low, high] = differenceInterval(counts)
  // Of 1,000 draws an end of the interval is known to about a tenth of the difference's standard error, or one picture.
  const error = Math.sqrt((counts.onlyA + counts.onlyB) / n / n)
  for (const [ours, theirs] of [
    [low, interval[0]!],
    [high, interval[1]!],
  ] as const)
    expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(Math.max(0.3 * error, 1 / n) + 1e-9)
})

test('thousands of pictures, none, and counts that are all on one side', () => {
  expect(mcnemar({ onlyA: 0, onlyB: 5000 })).toBe(0)
  expect(mcnemar({ onlyA: 2500, onlyB: 2500 })).toBe(1)
  expect(mcnemar({ onlyA: 0, onlyB: 0 })).toBe(1)
  expect(differenceInterval({ both: 0, onlyA: 0, onlyB: 0, neither: 0 })).toEqual([Number.NaN, Number.NaN])
})

test('who was right is counted by picture', () => {
  expect(pairedCounts([true, true, false, false, true], [true, false, true, false, false])).toEqual({
    both: 1,
    onlyA: 2,
    onlyB: 1,
    neither: 1,
  })
  expect(() => pairedCounts([true], [])).toThrow(RangeError)
})
