import { expect, test } from 'vitest'
import { eased, rankedClasses } from './ranking'

test('a few classes stand in the order that people read them in, of many the most probable come first', () => {
  expect(rankedClasses(['a', 'b', 'c'], [0.1, 0.2, 0.7])).toEqual([0, 1, 2])
  expect(rankedClasses(['0', '1', '10', '2'], [0.1, 0.2, 0.3, 0.4])).toEqual([0, 1, 3, 2])
  const names = Array.from({ length: 20 }, (_, i) => String.fromCharCode(97 + i))
  const many = Array.from({ length: 20 }, (_, i) => i / 190)
  expect(rankedClasses(names, many)).toEqual(Array.from({ length: 20 }, (_, i) => 19 - i))
  expect(rankedClasses(names, null)).toHaveLength(20)
})

test('a rate starts where it is and follows slowly', () => {
  expect(eased(null, 10)).toBe(10)
  expect(eased(10, 20)).toBeCloseTo(11.5)
})
