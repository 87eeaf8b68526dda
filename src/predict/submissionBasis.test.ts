import { expect, test } from 'vitest'
import { fakeSummary } from '../testing/fakeTrainer'
import { basisOf, changedSince } from './submissionBasis'

const model = { classes: ['cat', 'dog'], imageSize: 64, arch: 'resnet18', runId: 'run-1', better: null, temperature: 1, noneOf: null }
const testPictures = { name: 'test1', pictures: 12 }
const options = { positive: 1, clip: 0.01 }
const chosen = { model, testPictures, sample: null, dataset: fakeSummary }
const made = basisOf(chosen, options)

test('what is as it was is no change', () => {
  expect(changedSince(made, basisOf({ ...chosen, model: { ...model } }, { ...options }))).toEqual([])
})

test('another run, plan, test folder of the same name, class or clip is told', () => {
  const better = { views: 'flip', members: [{ runId: 'run-1', weight: 1 }] } as const
  expect(changedSince(made, basisOf({ ...chosen, model: { ...model, runId: 'run-2' } }, options))).toEqual(['runId'])
  expect(changedSince(made, basisOf({ ...chosen, model: { ...model, better } }, options))).toEqual(['plan'])
  expect(changedSince(made, basisOf({ ...chosen, testPictures: { ...testPictures } }, options))).toEqual(['test'])
  expect(changedSince(made, basisOf({ ...chosen, testPictures: null }, options))).toEqual(['test'])
  expect(changedSince(made, basisOf(chosen, { positive: 0, clip: 0 }))).toEqual(['positive', 'clip'])
  const sample = { name: 's.csv', rows: 12, taken: 1 }
  expect(changedSince(made, basisOf({ ...chosen, sample }, { ...options, values: 'name' }))).toEqual(['sample', 'values'])
  expect(changedSince(basisOf({ ...chosen, sample }, options), basisOf({ ...chosen, sample: { ...sample } }, options))).toEqual(['sample'])
})

test('without a test folder it is about the test pictures of the dataset', () => {
  const own = { ...chosen, testPictures: null }
  const other = { ...fakeSummary, unlabelled: 3 }
  expect(changedSince(basisOf(own, options), basisOf({ ...own, dataset: { ...fakeSummary } }, options))).toEqual([])
  expect(changedSince(basisOf(own, options), basisOf({ ...own, dataset: other }, options))).toEqual(['test'])
})
