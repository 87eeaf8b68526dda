import { expect, test } from 'vitest'
import { withTemperature } from '../../model/temperature'
import { passPlace } from '../../protocol'
import { trainedModel } from '../testing/trainedModel'
import { answeringAs, decidedOf, storedNoneOf, withAnswers } from './answering'

const { summary, ...given } = trainedModel({ train: ['a.jpg'], val: ['b.jpg'] })
const { best } = summary
const validation = {
  scores: best.val,
  confusion: best.confusion,
  perClass: [],
  logits: Float32Array.of(2, -4),
  labels: Int32Array.of(0),
  ids: [1],
}
const model = { ...given, summary, validation, plain: { params: given.params, validation } }
const epoch = summary.bestEpoch
const calibration = { epoch, temperature: 2, loss: 0.3 }
const noneOf = storedNoneOf(
  { width: 2, vectors: Float32Array.of(1, 0, 0, 1) },
  Float64Array.from({ length: 100 }, (_, i) => i / 100),
  epoch,
)

test('a temperature is in parameters, answers and what the page hears, and leaves nothing of itself behind', () => {
  const calibrated = answeringAs(model, { ...model.record, calibration })
  expect(calibrated.info.temperature).toBe(2)
  expect(calibrated.params).toEqual(withTemperature(model.spec, model.params, 2))
  expect(Array.from(calibrated.validation!.logits)).toEqual([1, -2])
  expect(calibrated.plain).toBe(model.plain)
  const back = answeringAs(calibrated, { ...model.record, calibration: null })
  expect(back.params).toBe(model.params)
  expect(back.validation).toBe(validation)
  expect(back.info.temperature).toBe(1)
})

test('what else is decided leaves the very parameters, which an engine holds already', () => {
  const calibrated = answeringAs(model, { ...model.record, calibration })
  const telling = answeringAs(calibrated, { ...calibrated.record, noneOf })
  expect(telling.params).toBe(calibrated.params)
  expect(telling.prototypes).toEqual({ width: 2, vectors: Float32Array.of(1, 0, 0, 1) })
  // Of a hundred pictures at 0.00, 0.01, ... the lower 5% of 99 steps: four places up.
  expect(telling.info.noneOf).toEqual({ isOn: true, pass: 0.95, threshold: 0.04, pictures: 100 })
  expect(noneOf.thresholds[passPlace(0.8)]).toBe(0.19)
})

test('of weights of another epoch nothing is believed', () => {
  const later = { calibration: { ...calibration, epoch: epoch + 1 }, noneOf: { ...noneOf, epoch: epoch + 1 } }
  expect(decidedOf(later, epoch)).toEqual({ calibration: null, noneOf: null })
  const as = answeringAs(model, { ...model.record, ...later })
  expect([as.temperature, as.prototypes, as.params]).toEqual([1, null, model.params])
})

test('answers asked of a calibrated network are known as the plain network gives them too', () => {
  const asked = withAnswers(
    answeringAs({ ...model, plain: { ...model.plain, validation: null } }, { ...model.record, calibration }),
    validation,
  )
  expect(Array.from(asked.validation!.logits)).toEqual([2, -4])
  expect(Array.from(asked.plain.validation!.logits)).toEqual([4, -8])
})
