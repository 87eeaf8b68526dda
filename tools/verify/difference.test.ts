import { expect, it } from 'vitest'
import { differences, largest } from './difference'

const EXPECTED = [
  [0.25, 0.75],
  [0.5, 0.5],
  [1, 0],
]

it('is the largest of each picture', () => {
  expect(
    differences(EXPECTED, [
      [0.5, 0.5],
      [0.5, 0.5],
      [1, 0.125],
    ]),
  ).toEqual([0.25, 0, 0.125])
  expect(largest([0.25, 0, 0.125])).toBe(0.25)
})

it('a NaN, a class that is lacking, one too many and a picture without an answer are not forgotten by what comes after', () => {
  for (const bad of [[Number.NaN, 0.75], [0.25], [0.25, 0.75, 0], []])
    expect(largest(differences(EXPECTED, [bad, [0.5, 0.5], [1, 0]])), String(bad)).toBeNaN()
  expect(largest(differences(EXPECTED, EXPECTED.slice(0, 2)))).toBeNaN()
  expect(largest([])).toBeNaN()
})
