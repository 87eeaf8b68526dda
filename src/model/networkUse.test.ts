import { expect, test } from 'vitest'
import { testStore } from '../testing/testStore'
import { otherWork } from './networkUse'

const never = () => new Promise<never>(() => {})

test('a submission, a comparison, a look at labels, at pictures, learning what they look like and a download each keep the network to themselves', () => {
  const store = testStore({
    'submission.make': never,
    'answers.measure': never,
    'downloads.make': never,
    'labels.look': never,
    'map.lay': never,
    'noneOf.learn': never,
  })
  expect(otherWork(store.getState())).toBeNull()
  void store.getState().exportFile('onnx')
  expect(otherWork(store.getState())).toBe('exporting')
  void store.getState().learnNoneOf()
  expect(otherWork(store.getState())).toBe('noneOf')
  void store.getState().layMap()
  expect(otherWork(store.getState())).toBe('pictures')
  void store.getState().lookAtLabels()
  expect(otherWork(store.getState())).toBe('labels')
  void store.getState().measureGain([], 'flip')
  expect(otherWork(store.getState())).toBe('measuring')
  void store.getState().makeSubmission({ positive: 1, clip: 0 })
  expect(otherWork(store.getState())).toBe('submission')
})
