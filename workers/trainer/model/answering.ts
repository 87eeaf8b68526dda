/** What a person decided of how a run's weights answer (its record has it): a temperature, and telling pictures that are none of the classes. */
import { type Prototypes, passThreshold } from '../../metrics/prototypes'
import { prototypesFrom, prototypesText } from '../../metrics/prototypesText'
import { withTemperature } from '../../model/temperature'
import { type NoneOfInfo, PASS_RATE, PASS_RATES, passPlace, type RunRecord, type StoredNoneOf } from '../../protocol'
import type { Validation } from '../fit/validate'
import type { TrainedModel } from './model'

export type Decided = Pick<RunRecord, 'calibration' | 'noneOf'>

/** What was fitted to the weights of this epoch; of a run that has learnt on since, nothing. */
export function decidedOf({ calibration, noneOf }: Decided, bestEpoch: number): { [K in keyof Decided]-?: NonNullable<Decided[K]> | null } {
  const of = <T extends { readonly epoch: number }>(decided: T | null | undefined) => (decided?.epoch === bestEpoch ? decided : null)
  return { calibration: of(calibration), noneOf: of(noneOf) }
}

/** Of a run's weights what they are divided by; 1 where nothing was decided. */
export const temperatureOf = (record: Decided, bestEpoch: number): number => decidedOf(record, bestEpoch).calibration?.temperature ?? 1

export function noneOfInfo({ pass, thresholds, pictures, isOn }: StoredNoneOf): NoneOfInfo {
  return { isOn, pass, threshold: thresholds[passPlace(pass)]!, pictures }
}

/** Whether both are the same weights of the same run: one that has learnt on since may have others, and their features have nothing to do with each other. */
export const sameWeights = (a: Weighed, b: Weighed): boolean => a.record.id === b.record.id && a.summary.bestEpoch === b.summary.bestEpoch

/** What tells of which weights a model is. */
type Weighed = Pick<TrainedModel, 'record' | 'summary'>

/** What is kept of prototypes, switched on. @param scores similarities of the validation pictures */
export function storedNoneOf(prototypes: Prototypes, scores: Float64Array, epoch: number): StoredNoneOf {
  return {
    ...{ epoch, width: prototypes.width, prototypes: prototypesText(prototypes) },
    thresholds: PASS_RATES.map((pass) => passThreshold(scores, pass)),
    ...{ pictures: scores.length, pass: PASS_RATE, isOn: true },
  }
}

/** The model, answering as its record says. Where the temperature stays, so do the very parameters: an engine that holds them need not load them again. */
export function answeringAs(model: TrainedModel, record: RunRecord): TrainedModel {
  const { plain, spec, summary } = model
  const { calibration, noneOf } = decidedOf(record, summary.bestEpoch)
  const temperature = calibration?.temperature ?? 1
  const stays = temperature === model.temperature
  return {
    ...model,
    record,
    temperature,
    params: stays ? model.params : withTemperature(spec, plain.params, temperature),
    validation: stays ? model.validation : plain.validation && times(plain.validation, 1 / temperature),
    prototypes: noneOf ? prototypesFrom(noneOf.prototypes, noneOf.width) : null,
    info: { ...model.info, temperature, noneOf: noneOf && noneOfInfo(noneOf) },
  }
}

/** The model with its answers on its validation pictures, which it was asked for anew. */
export const withAnswers = (model: TrainedModel, validation: Validation): TrainedModel => ({
  ...model,
  validation,
  plain: { ...model.plain, validation: times(validation, model.temperature) },
})

/** With its logits multiplied. */
const times = (validation: Validation, factor: number): Validation =>
  factor === 1 ? validation : { ...validation, logits: validation.logits.map((logit) => logit * factor) }
