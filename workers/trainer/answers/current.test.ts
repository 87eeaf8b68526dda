import { afterEach, expect, test, vi } from 'vitest'
import type { AnswerPlan } from '../../protocol'
import type { Predictor } from '../model/model'
import type { Pictures } from '../pictures/pictures'
import { runRecords } from '../runs/records'
import { trainedModel } from '../testing/trainedModel'
import { CurrentModel } from './current'

afterEach(() => vi.restoreAllMocks())

test('a plan that was measured at another temperature is none any more; another decision leaves it', async () => {
  vi.spyOn(runRecords, 'changeOrHold').mockImplementation(() => Promise.resolve(undefined as never))
  const model = trainedModel({ train: ['a.jpg'], val: ['b.jpg'] })
  const current = new CurrentModel({} as Pictures, {} as Predictor, () => false)
  current.take(model)
  const plan: AnswerPlan = { views: 'flip', members: [{ runId: model.record.id, weight: 1 }] }
  const calibration = { epoch: model.summary.bestEpoch, temperature: 2, loss: 0.3 }
  current.better.plan = plan
  await current.decide(model.record, { noneOf: null })
  await current.decide({ id: 'another' }, { calibration })
  await current.decide(model.record, { calibration: null })
  expect(current.info?.better).toEqual(plan)
  await current.decide(model.record, { calibration })
  expect(current.info).toMatchObject({ better: null, temperature: 2 })
  current.better.plan = plan
  await current.decide(model.record, { calibration: null })
  expect(current.info).toMatchObject({ better: null, temperature: 1 })
})
