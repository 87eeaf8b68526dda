/** What a model's files are compared with: validation pictures, and what the studio answers on them. Made once for all formats of a model. */
import { samplesAt } from '../../data/dataset/identity'
import type { Reference } from '../../export/check'
import type { ParamMap } from '../../model/spec'
import { type Preparation, samePictures, VIEW_COUNT, type Views } from '../../protocol'
import { STREAM, uniform } from '../../random'
import type { Predictor, TrainedModel } from '../model/model'
import type { Pictures } from '../pictures/pictures'

/** How many pictures a file is checked with. */
const CHECK_PICTURES = 16

type OpenPictures = Pick<Pictures, 'isOpen' | 'dataset' | 'evaluationPixels'>

/** Whether the pictures that are open are the run's. */
export const isOpen = ({ record }: Pick<TrainedModel, 'record'>, pictures: Pick<Pictures, 'isOpen' | 'dataset'>): boolean =>
  pictures.isOpen && samePictures(record.dataset, pictures.dataset)

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
  /** RGB bytes `[n, size, size, 3]`, or of several views `[n, views, size, size, 3]`. */
  readonly pixels: Uint8Array
  readonly n: number
  /** Whether these are validation pictures; seeded noise otherwise. */
  readonly real: boolean
}

/**
 * Pixels to check a file with: validation pictures of every class where they are open, seeded noise otherwise.
 * @param model whose validation pictures they are
 * @param how the network that looks at them wants them; `views` of each, one after another
 */
export async function checkPixels(
  model: TrainedModel,
  pictures: OpenPictures,
  how: Preparation = model.config,
  views: Views = 'single',
): Promise<CheckPixels> {
  const bytes = how.imageSize ** 2 * 3 * VIEW_COUNT[views]
  const { split, labels } = model.record
  if (isOpen(model, pictures)) {
    const validated = samplesAt(pictures.dataset, split.val)
    const chosen = spreadOverClasses(labels.slice(split.train.length), CHECK_PICTURES).flatMap((i) => validated[i] ?? [])
    const decoded = await Promise.all(chosen.map((sample) => pictures.evaluationPixels(sample, how, undefined, views)))
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

export interface StudioReference extends CheckPixels, Reference {}

interface Desk {
  readonly predictor: Pick<Predictor, 'probabilities'>
  readonly pictures: OpenPictures
}

/**
 * References by the weights that they are of. Every format's file is compared with the same one, which leaves the engine one network to load
 * for each further format in place of two. It goes when the weights go.
 */
export class References {
  private readonly made = new WeakMap<ParamMap, Promise<StudioReference>>()

  /** Rejects with what pictures or engine reject with; the next call then tries anew. */
  async of(model: TrainedModel, desk: Desk): Promise<StudioReference> {
    const making = referenceOf(this.made.get(model.params), model, desk)
    this.made.set(model.params, making)
    try {
      return await making
    } catch (error) {
      if (this.made.get(model.params) === making) this.made.delete(model.params)
      throw error
    }
  }
}

/** @param before what is made already; pictures that were opened since are a better trial than noise */
async function referenceOf(
  before: Promise<StudioReference> | undefined,
  model: TrainedModel,
  { predictor, pictures }: Desk,
): Promise<StudioReference> {
  const known = await before
  if (known && (known.real || !isOpen(model, pictures))) return known
  const made = await checkPixels(model, pictures)
  return { ...made, expected: await predictor.probabilities(model, made.pixels, made.n) }
}
