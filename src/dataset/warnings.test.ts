import { expect, test } from 'vitest'
import { fakeSummary } from '../testing/fakeTrainer'
import { imbalanceOf, smallestOf } from './warnings'

const withTraining = (...counts: number[]) => ({
  ...fakeSummary,
  classes: counts.map((train, i) => ({ name: `class ${i}`, counts: { train, val: 1, test: 0 } })),
})

test('imbalance is named from three times on', () => {
  expect(imbalanceOf(withTraining(100, 250))).toBeNull()
  expect(imbalanceOf(withTraining(100, 350, 120))).toEqual({ most: 'class 1', least: 'class 0', times: 3 })
})

test('a class below fifty training pictures is named, the smallest one', () => {
  expect(smallestOf(withTraining(50, 80))).toBeNull()
  expect(smallestOf(withTraining(49, 12, 80))).toEqual({ name: 'class 1', pictures: 12 })
})
