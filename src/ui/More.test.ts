import { expect, test } from 'vitest'
import { firstOf, inALine } from './More'

test('as many names as there is room for, at most so many, and one whatever its length', () => {
  const short = Array.from({ length: 20 }, (_, i) => `class ${i}`)
  expect(inALine(short, 8, 160)).toBe(8)
  expect(inALine(short.slice(0, 3), 8, 160)).toBe(3)
  expect(
    inALine(
      Array.from({ length: 20 }, () => 'x'.repeat(50)),
      8,
      160,
    ),
  ).toBe(3)
  expect(inALine(['x'.repeat(500), 'y'], 8, 160)).toBe(1)
})

test('one that is chosen is among the first, so that as many more are told as are not shown', () => {
  const classes = Array.from({ length: 12 }, (_, i) => i)
  expect(firstOf(classes, 4, 2)).toEqual([0, 1, 2, 3])
  expect(firstOf(classes, 4, 9)).toEqual([0, 1, 2, 9])
  expect(firstOf(classes, 4)).toEqual([0, 1, 2, 3])
  expect(firstOf(classes, 4, 12), 'one that is not of them').toEqual([0, 1, 2, 3])
})
