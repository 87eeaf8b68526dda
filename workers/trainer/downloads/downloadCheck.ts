/** A model file is loaded back and must answer as the studio does on validation pictures before it is offered. */

import type { Answering } from '../../export/answering'
import type { ReadBack } from '../../export/builder'
import { checkExport, type Precision, type Reference } from '../../export/check'
import { halfLogits } from '../../export/halfRun'
import type { ExportModel } from '../../export/model'
import { normalisedPlanes } from '../../model/preprocessing'
import { forwardMacs } from '../../model/spec'
import { answeringPlan } from '../fit/plan'
import type { Predictor, TrainedModel } from '../model/model'
import type { Pictures } from '../pictures/pictures'
import type { References } from './references'
import { roundedLogits } from './wholeNumbers'

type Exported = Pick<TrainedModel, 'spec' | 'params' | 'info' | 'config' | 'facts' | 'temperature' | 'prototypes' | 'record'>

export interface DownloadDesk {
  readonly predictor: Pick<Predictor, 'probabilities' | 'logits' | 'between'>
  readonly pictures: Pick<Pictures, 'isOpen' | 'dataset' | 'file' | 'evaluationPixels' | 'thumbnails'>
  readonly references: References
}

/** Multiply-adds that the check in binary16 may take, which is done on one core: a few seconds. */
const HALF_MACS = 2e9

/** The model as the exporters take it, its temperature folded into its last layer. */
export const exportModel = (model: Exported): ExportModel => ({
  spec: model.spec,
  params: model.params,
  classes: model.info.classes,
  imageSize: model.info.imageSize,
  transparency: model.config.transparency,
  facts: factsOf(model),
  answering: answeringOf(model),
})

/** What was decided of how the model answers; undefined where nothing was. `isFolded`: whether the parameters that leave have the temperature in them. */
export function answeringOf(
  { temperature, prototypes, info, record }: Pick<TrainedModel, 'temperature' | 'prototypes' | 'info' | 'record'>,
  isFolded = true,
): Answering | undefined {
  const noneOf = prototypes && info.noneOf?.isOn ? { prototypes, threshold: info.noneOf.threshold, pass: info.noneOf.pass } : null
  if (temperature === 1 && !noneOf) return undefined
  return { temperature, isFolded, loss: temperature === 1 ? null : (record.calibration?.loss ?? null), noneOf }
}

/** Scores are of the weights in the file: with a temperature in them their loss is another. */
const factsOf = ({ facts, temperature, record }: Exported): ExportModel['facts'] =>
  temperature === 1 || !record.calibration ? facts : { ...facts, metrics: { ...facts.metrics, val_loss: record.calibration.loss } }

/**
 * Checks a finished file against the studio's own answers.
 * @param read takes the network out of the very bytes that are offered
 * @param reference what it is compared with; the network's own answers where there is none
 * @param signal once it is aborted no further batch is asked of the file's network; the batch under way, and a reference that others may wait for too, are
 *   answered to their end
 * @throws Problem `export-check-failed`; the signal's reason
 */
export async function checked(
  model: TrainedModel,
  { predictor, pictures, references }: DownloadDesk,
  format: string,
  precision: Precision,
  read: () => ReadBack | Promise<ReadBack>,
  reference?: Reference,
  signal?: AbortSignal,
): Promise<void> {
  const goOn = () => signal?.throwIfAborted()
  goOn()
  const { pixels, n, expected } = reference ?? (await references.of(model, { predictor, pictures }))
  const { classes } = model.info
  const { config } = model
  const run = async (file: ReadBack) => {
    goOn()
    return precision === 'int8'
      ? predictor.between(model, (engine) => roundedLogits(engine, file, answeringPlan(config), { pixels, n }, goOn))
      : predictor.logits({ spec: file.spec, params: file.params, config }, pixels, n, goOn)
  }
  const noneOf = answeringOf(model)?.noneOf ?? null
  await checkExport({ format, precision, read, run, expected, classes, noneOf })
  if (precision !== 'f16') return
  goOn()
  // The engine widens what it reads to f32, in which nothing overflows: some pictures are answered in binary16 too.
  const { spec, info } = model
  const some = Math.max(1, Math.min(n, Math.floor(HALF_MACS / forwardMacs(spec, info.imageSize))))
  const input = normalisedPlanes(pixels, some, info.imageSize)
  const runHalf = async (file: ReadBack) => halfLogits(file, input, some, info.imageSize)
  await checkExport({ format, precision, read, run: runHalf, expected: expected.subarray(0, some * classes.length), classes, noneOf })
}
