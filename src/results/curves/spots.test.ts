import { expect, test } from 'vitest'
import { pathThrough, spotsOf } from './spots'

const threshold = (truePositives: number, falsePositives: number, falseNegatives: number, trueNegatives: number) => ({
  threshold: 0.5,
  truePositives,
  falsePositives,
  falseNegatives,
  trueNegatives,
  // As the sweep gives them where there is nothing to divide by.
  precision: 0,
  recall: 0,
  f1: 0,
  accuracy: 0,
})

test('the dot is on both curves, also where nothing is called positive and the PR curve ends at 1', () => {
  expect(spotsOf(threshold(2, 1, 1, 3))).toEqual({ roc: { x: 0.25, y: 2 / 3 }, precisionRecall: { x: 2 / 3, y: 2 / 3 } })
  expect(spotsOf(threshold(0, 0, 3, 4))).toEqual({ roc: { x: 0, y: 0 }, precisionRecall: { x: 0, y: 1 } })
  expect(spotsOf(threshold(0, 1, 3, 3)).precisionRecall).toEqual({ x: 0, y: 0 })
})

test('a class that no picture has, or that all have, has no dot on what is not there', () => {
  expect(spotsOf(threshold(0, 1, 0, 1))).toEqual({ roc: null, precisionRecall: null })
  expect(spotsOf(threshold(1, 0, 1, 0))).toEqual({ roc: null, precisionRecall: { x: 0.5, y: 1 } })
})

test('points that are no numbers are no path', () => {
  expect(pathThrough([[Number.NaN, 1]])).toBe('')
  expect(
    pathThrough([
      [0, Number.NaN],
      [1, 2],
      [3.149, 4],
    ]),
  ).toBe('M1.0 2.0L3.1 4.0')
})
