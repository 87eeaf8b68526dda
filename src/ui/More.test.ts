import { expect, test } from 'vitest'
import { firstWith, inALine } from './More'

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

test('one that is chosen is among the first, and is not counted once more among the others', () => {
  const items = [0, 1, 2, 3, 4]
  expect(firstWith(items, 3)).toEqual([0, 1, 2])
  expect(firstWith(items, 3, 1)).toEqual([0, 1, 2])
  expect(firstWith(items, 3, 4)).toEqual([0, 1, 4])
  expect(firstWith(items, 3, 9)).toEqual([0, 1, 2])
  expect(firstWith(items, 9, 4)).toEqual(items)
})
