import { expect, test } from 'vitest'
import type { ModelInfo, NoneOfInfo } from '../../workers/protocol'
import { answersKey } from '../model/modelSlice'
import { testStore } from '../testing/testStore'

const NONE_OF: NoneOfInfo = { isOn: true, pass: 0.95, threshold: 0.6, pictures: 20 }
const model: ModelInfo = {
  classes: ['cat', 'dog'],
  imageSize: 64,
  arch: 'resnet18',
  runId: 'run-1',
  better: null,
  temperature: 1,
  noneOf: null,
}
const TRIAL = { pictures: 1, unreadable: 0, rows: [{ pass: 0.95, refused: 1 }], auc: null }

test('it is learned, tried, set and cancelled, and what answers is told with it', async () => {
  let now = model
  const store = testStore({
    'answers.model': () => Promise.resolve(now),
    'noneOf.learn': () => {
      now = { ...model, noneOf: NONE_OF }
      return Promise.resolve(NONE_OF)
    },
    'noneOf.set': ({ pass }) => {
      now = { ...model, noneOf: { ...NONE_OF, pass: pass ?? 0 } }
      return Promise.resolve(now.noneOf)
    },
    'noneOf.tryOn': () => Promise.resolve(TRIAL),
    'noneOf.cancel': () => Promise.resolve(),
  })
  const state = () => store.getState()
  await state().refreshModel()
  await state().learnNoneOf()
  expect(state().noneOfJob).toEqual({ status: 'done', trial: null, runId: 'run-1' })
  expect(state().model?.noneOf).toEqual(NONE_OF)
  await state().tryNoneOf([])
  expect(state().noneOfJob).toEqual({ status: 'done', trial: TRIAL, runId: 'run-1' })
  await state().setNoneOf({ pass: 0.9 })
  expect(state().model?.noneOf?.pass).toBe(0.9)
  await state().cancelNoneOf()
  expect(state().noneOfJob.status).toBe('cancelled')
})

test('pictures are asked about anew where their answers would be others, not where only the threshold is', () => {
  const told = answersKey({ ...model, noneOf: NONE_OF })
  expect(answersKey({ ...model, noneOf: { ...NONE_OF, isOn: false, pass: 0.9, threshold: 0.7 } })).toBe(told)
  expect(answersKey(model)).not.toBe(told)
  expect(answersKey({ ...model, temperature: 2, noneOf: NONE_OF })).not.toBe(told)
})

test('a temperature is taken into the answers, and a failure is told', async () => {
  const store = testStore({
    'answers.calibrate': (isOn) => (isOn ? Promise.resolve({ ...model, temperature: 1.5 }) : Promise.reject(new Error('no'))),
  })
  await store.getState().calibrate(true)
  expect(store.getState().model?.temperature).toBe(1.5)
  await store.getState().calibrate(false)
  expect(store.getState().model?.temperature).toBe(1.5)
  expect(store.getState().problems).toHaveLength(1)
})
