import { expect, test } from 'vitest'
import { eased, shownClasses } from './ranking'

test('a few classes keep their order, of many the most probable come first', () => {
  expect(shownClasses(3, [0.1, 0.2, 0.7])).toEqual([0, 1, 2])
  const many = Array.from({ length: 20 }, (_, i) => i / 190)
  expect(shownClasses(20, many)).toEqual([19, 18, 17, 16, 15, 14, 13, 12])
  expect(shownClasses(20, null)).toHaveLength(8)
})

test('a rate starts where it is and follows slowly', () => {
  expect(eased(null, 10)).toBe(10)
  expect(eased(10, 20)).toBeCloseTo(11.5)
})
