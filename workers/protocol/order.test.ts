import { expect, test } from 'vitest'
import { denseConfusion } from './confusion'
import { inReadingOrder, readingOrder, reordered } from './order'

test('numbers by their value, letters whatever their case, names that are alike by their index', () => {
  expect(inReadingOrder(['0', '1', '10', '2'])).toEqual(['0', '1', '2', '10'])
  expect(inReadingOrder(['Bengal', 'Siamese', 'american', 'class 10', 'class 9'])).toEqual([
    'american',
    'Bengal',
    'class 9',
    'class 10',
    'Siamese',
  ])
  expect(readingOrder(['01', '1', '1'])).toEqual([0, 1, 2])
  expect(readingOrder(['1', '01'])).toEqual([0, 1])
})

test('a confusion matrix keeps its counts in another order', () => {
  const counts = [
    [1, 2, 3],
    [4, 5, 6],
    [0, 8, 9],
  ]
  const moved = denseConfusion(reordered(counts, [0, 2, 1]))
  expect(moved).toEqual([
    [1, 3, 2],
    [0, 9, 8],
    [4, 6, 5],
  ])
  expect(reordered(counts, [0, 1, 2])).toBe(counts)
})
