/** A model file is loaded back and must answer as the studio does on validation pictures before it is offered. */
import { checkExport } from '../../export/check'
import { halfLogits } from '../../export/halfRun'
import type { ExportModel } from '../../export/model'
import type { ReadBack } from '../../export/readback'
import { normalisedPlanes } from '../../model/preprocessing'
import { forwardMacs } from '../../model/spec'
import { STREAM, uniform } from '../../random'
import type { Predictor, TrainedModel } from '../model/model'
import type { Pictures } from '../pictures/pictures'

export interface DownloadDesk {
  readonly predictor: Pick<Predictor, 'probabilities' | 'logits'>
  readonly pictures: Pick<Pictures, 'isOpen' | 'dataset' | 'file' | 'evaluationPixels' | 'thumbnails'>
}

/** How many pictures a file is checked with. */
const CHECK_PICTURES = 16

/** Multiply-adds that the check in binary16 may take, which is done on one core: a few seconds. */
const HALF_MACS = 2e9

/** The model as the exporters take it. */
export const exportModel = (model: Pick<TrainedModel, 'spec' | 'params' | 'info' | 'facts'>): ExportModel => ({
  spec: model.spec,
  params: model.params,
  classes: model.info.classes,
  imageSize: model.info.imageSize,
  facts: model.facts,
})

/** Whether the pictures that are open are the run's. */
export const isOpen = (model: Pick<TrainedModel, 'facts'>, pictures: Pick<Pictures, 'isOpen' | 'dataset'>): boolean =>
  pictures.isOpen && pictures.dataset.fingerprint === model.facts.datasetFingerprint

/** Places of at most `count` of `labels`, the classes taking turns: a list by path begins with one class alone. In growing order. */
export function spreadOverClasses(labels: readonly number[], count: number): number[] {
  const rounds = new Map<number, number>()
  return labels
    .map((label, place) => {
      const round = rounds.get(label) ?? 0
      rounds.set(label, round + 1)
      return { place, round, label }
    })
    .sort((a, b) => a.round - b.round || a.label - b.label)
    .slice(0, count)
    .map(({ place }) => place)
    .sort((a, b) => a - b)
}

export interface CheckPixels {
  /** RGB bytes `[n, size, size, 3]`. */
  readonly pixels: Uint8Array
  readonly n: number
  /** Whether these are validation pictures; seeded noise otherwise. */
  readonly real: boolean
}

/** Pixels to check a file with: validation pictures of every class where they are open, seeded noise otherwise. */
export async function checkPixels(model: TrainedModel, pictures: DownloadDesk['pictures']): Promise<CheckPixels> {
  const size = model.info.imageSize
  const bytes = size * size * 3
  const { split, labels } = model.record
  if (isOpen(model, pictures)) {
    const byPath = new Map(pictures.dataset.samples.map((sample) => [sample.path, sample]))
    const chosen = spreadOverClasses(labels.slice(split.train.length), CHECK_PICTURES).flatMap((i) => byPath.get(split.val[i]!) ?? [])
    const decoded = await Promise.all(chosen.map((sample) => pictures.evaluationPixels(sample, size)))
    const good = decoded.filter((one) => one !== null)
    if (good.length > 0) {
      const pixels = new Uint8Array(good.length * bytes)
      good.forEach((one, i) => {
        pixels.set(one, i * bytes)
      })
      return { pixels, n: good.length, real: true }
    }
  }
  const pixels = Uint8Array.from({ length: CHECK_PICTURES * bytes }, (_, i) => uniform(model.config.seed, STREAM.sample, i) * 256)
  return { pixels, n: CHECK_PICTURES, real: false }
}

/**
 * Checks a finished file against the studio's own answers.
 * @param read takes the network out of the very bytes that are offered
 * @throws Problem `export-check-failed`
 */
export async function checked(
  model: TrainedModel,
  { predictor, pictures }: DownloadDesk,
  format: string,
  precision: 'f32' | 'f16',
  read: () => ReadBack | Promise<ReadBack>,
): Promise<void> {
  const { pixels, n } = await checkPixels(model, pictures)
  const expected = await predictor.probabilities(model, pixels, n)
  const { classes } = model.info
  const run = ({ spec, params }: ReadBack) => predictor.logits({ spec, params, config: model.config }, pixels, n)
  await checkExport({ format, precision, read, run, expected, classes })
  if (precision === 'f32') return
  // The engine widens what it reads to f32, in which nothing overflows: some pictures are answered in binary16 too.
  const { spec, info } = model
  const some = Math.max(1, Math.min(n, Math.floor(HALF_MACS / forwardMacs(spec, info.imageSize))))
  const input = normalisedPlanes(pixels, some, info.imageSize)
  const runHalf = async (file: ReadBack) => halfLogits(file, input, some, info.imageSize)
  await checkExport({ format, precision, read, run: runHalf, expected: expected.subarray(0, some * classes.length), classes })
}
