import { expect, test } from 'vitest'
import { inALine } from './More'

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
