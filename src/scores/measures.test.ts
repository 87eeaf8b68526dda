import { expect, test } from 'vitest'
import { matrixRows, shares } from './measures'

const COUNTS = [
  [8, 2, 0],
  [1, 3, 0],
  [0, 0, 0],
]

test('shares of rows and columns, none of an empty one', () => {
  expect(shares(COUNTS, 'row')).toEqual([
    [0.8, 0.2, 0],
    [0.25, 0.75, 0],
    [0, 0, 0],
  ])
  expect(shares(COUNTS, 'column')).toEqual([
    [8 / 9, 0.4, 0],
    [1 / 9, 0.6, 0],
    [0, 0, 0],
  ])
  expect(shares(COUNTS, 'count')).toEqual(shares(COUNTS, 'row'))
})

test('the file says which way round it is', () => {
  expect(matrixRows(COUNTS.slice(0, 2), ['cat', 'dog'], 'count')).toEqual([
    ['actual\\predicted', 'cat', 'dog'],
    ['cat', 8, 2, 0],
    ['dog', 1, 3, 0],
  ])
  expect(matrixRows(COUNTS, ['cat', 'dog', 'fox'], 'column')[1]).toEqual(['cat', 0.888889, 0.4, 0])
})
