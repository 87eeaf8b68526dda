import { expect, test } from 'vitest'
import { fakeSummary } from '../testing/fakeTrainer'
import { fewPictures, imbalanceOf, onlyInTraining } from './warnings'
import { en } from './words/en'

const withTraining = (...counts: number[]) => ({
  ...fakeSummary,
  classes: counts.map((train, i) => ({ name: `class ${i}`, counts: { train, val: 1, test: 0 } })),
})

test('imbalance is named from three times on', () => {
  expect(imbalanceOf(withTraining(100, 250))).toBeNull()
  expect(imbalanceOf(withTraining(100, 350, 120))).toEqual({ most: 'class 1', least: 'class 0', times: 3 })
})

test('classes below fifty training pictures: one is named, several are counted, and all are said to be all', () => {
  const { fewPictures: say } = en.data
  const told = (...counts: number[]) => {
    const few = fewPictures(withTraining(...counts))
    return few && say(few)
  }
  expect(told(50, 80)).toBeNull()
  expect(told(80, 12, 80)).toMatch(/^“class 1” has only 12 training pictures/)
  expect(told(49, 12, 80)).toMatch(/^2 of 3 classes have fewer than 50 training pictures \(12 to 49\)/)
  expect(told(9, 9, 9)).toMatch(/^All 3 classes have fewer than 50 training pictures \(9 each\)/)
})

test('a class that nothing is held out of is named', () => {
  const classes = [
    { name: 'cat', counts: { train: 9, val: 2, test: 0 } },
    { name: 'fox', counts: { train: 9, val: 0, test: 0 } },
  ]
  expect(onlyInTraining({ ...fakeSummary, classes })).toEqual(['fox'])
})
