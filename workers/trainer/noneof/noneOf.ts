/** "None of these": what the pictures look like that the model's run learned from, and trying it with pictures of something else. */
import { rocAuc, rocCurve } from '../../metrics/curves'
import { softmax } from '../../metrics/probabilities'
import { fitPrototypes, type Prototypes, similarities } from '../../metrics/prototypes'
import {
  type AnswerProgress,
  type NoneOfApi,
  type NoneOfInfo,
  type NoneOfTrial,
  type Preparation,
  Problem,
  passPlace,
  samePictures,
} from '../../protocol'
import type { CurrentModel } from '../answers/current'
import { lookAtAll } from '../answers/looks'
import { KeptFeatures } from '../features/featureStore'
import type { FeatureStore } from '../features/features'
import { decidedOf, noneOfInfo, sameWeights, storedNoneOf } from '../model/answering'
import type { TrainedModel } from '../model/model'
import { runFeatures } from './runFeatures'

/** Prototypes of all classes together, about, and of one class at most: 32 for cats and dogs, one for each of 120 breeds. */
const PROTOTYPES = 128
const MOST_OF_CLASS = 16
/** Shares of the person's own pictures that pass, by which a trial is told. */
const TRIED = [0.8, 0.9, 0.95, 0.99, 0.999]

/** How many prototypes a class has at most. */
export const prototypesPerClass = (classes: number): number => Math.max(1, Math.min(MOST_OF_CLASS, Math.floor(PROTOTYPES / classes)))

/** What was found of some pictures: how like the run's each is, and the largest probability of its answer. */
interface Scored {
  readonly similarities: Float64Array
  readonly surest: Float64Array
}

export class NoneOf implements NoneOfApi {
  private working: AbortController | null = null

  constructor(
    private readonly current: Pick<CurrentModel, 'pictures' | 'predictor' | 'free' | 'model' | 'judged' | 'decide'>,
    private readonly store: FeatureStore = new KeptFeatures(),
  ) {}

  async learn(onProgress: (progress: AnswerProgress) => void): Promise<NoneOfInfo> {
    return this.alone(async (signal) => {
      const model = this.current.free
      const { train, val } = await this.features(model, signal, onProgress)
      const classes = model.info.classes.length
      const prototypes = fitPrototypes({ ...train, classes, perClass: prototypesPerClass(classes), seed: model.config.seed })
      const noneOf = storedNoneOf(prototypes, similarities(val.values, prototypes), model.summary.bestEpoch)
      signal.throwIfAborted()
      await this.current.decide(model.record, { noneOf })
      return noneOfInfo(noneOf)
    })
  }
  async cancel(): Promise<void> {
    this.working?.abort()
  }

  async set({ isOn, pass }: { readonly isOn?: boolean; readonly pass?: number }): Promise<NoneOfInfo | null> {
    const { record, summary } = this.current.model
    const { noneOf: now } = decidedOf(record, summary.bestEpoch)
    if (!now) return null
    const noneOf = { ...now, isOn: isOn ?? now.isOn, pass: Math.min(0.999, Math.max(0.8, pass ?? now.pass)) }
    await this.current.decide(record, { noneOf })
    return noneOfInfo(noneOf)
  }

  async tryOn(pictures: readonly File[], onProgress: (progress: AnswerProgress) => void): Promise<NoneOfTrial> {
    return this.alone(async (signal) => {
      const model = this.current.free
      const { noneOf } = decidedOf(model.record, model.summary.bestEpoch)
      if (!noneOf || !model.prototypes) throw new Problem('no-model', {})
      const others = await this.scoresOf(model, pictures, signal, onProgress)
      const looked = others.similarities.length
      const refusedAt = (pass: number) => others.similarities.filter((value) => value < noneOf.thresholds[passPlace(pass)]!).length
      const own = looked > 0 ? await this.ownScores(model, model.prototypes, signal) : null
      return {
        pictures: looked,
        unreadable: pictures.length - looked,
        rows: TRIED.map((pass) => ({ pass, refused: refusedAt(pass) })),
        auc: own && {
          similarity: areaOf(own.similarities, others.similarities),
          probability: areaOf(own.surest, others.surest),
          validation: own.similarities.length,
        },
      }
    })
  }

  private async scoresOf(
    model: TrainedModel,
    files: readonly File[],
    signal: AbortSignal,
    onProgress: (progress: AnswerProgress) => void,
  ): Promise<Scored> {
    const found: { similarity: number; surest: number }[] = []
    const { pictures, predictor } = this.current
    const looks = {
      ...{ predictor, network: model, count: files.length, views: 'single' as const, parts: ['single' as const] },
      pixelsOf: (i: number, how: Preparation) => pictures.evaluationPixels({ source: { kind: 'file', file: files[i]! } }, how, signal),
      check: () => this.check(model, signal),
      onProgress: (done: number) => onProgress({ done, of: files.length }),
    }
    await lookAtAll(looks, (_, __, probabilities, similarity) => {
      found.push({ similarity: similarity ?? Number.NaN, surest: Math.max(...probabilities) })
    })
    return {
      similarities: Float64Array.from(found, ({ similarity }) => similarity),
      surest: Float64Array.from(found, ({ surest }) => surest),
    }
  }

  /** Of the validation pictures; null where they are not open. */
  private async ownScores(model: TrainedModel, prototypes: Prototypes, signal: AbortSignal): Promise<Scored | null> {
    const { pictures } = this.current
    if (!pictures.isOpen || !samePictures(model.record.dataset, pictures.dataset)) return null
    const { val } = await this.features(model, signal, () => {})
    const { logits } = await this.current.judged()
    const classes = model.info.classes.length
    const probabilities = softmax(logits, classes)
    const surest = Float64Array.from({ length: logits.length / classes }, (_, i) =>
      Math.max(...probabilities.subarray(i * classes, (i + 1) * classes)),
    )
    return { similarities: similarities(val.values, prototypes), surest }
  }

  private features(model: TrainedModel, signal: AbortSignal, onProgress: (progress: AnswerProgress) => void) {
    const { current, store } = this
    return runFeatures(model, { current, store, signal, check: () => this.check(model, signal), onProgress })
  }

  /** @throws Problem `busy` where a run has the engine, or another model, or other weights of its run, answer by now */
  private check(model: TrainedModel, signal: AbortSignal): void {
    signal.throwIfAborted()
    if (!sameWeights(this.current.free, model)) throw new Problem('busy', {})
  }

  /** A later one ends an earlier; other pictures that are opened end both. */
  private async alone<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.working?.abort()
    const working = new AbortController()
    this.working = working
    const { replaced } = this.current.pictures
    const end = () => working.abort()
    replaced.addEventListener('abort', end)
    try {
      return await work(working.signal)
    } finally {
      replaced.removeEventListener('abort', end)
      if (this.working === working) this.working = null
    }
  }
}

/** Area under the ROC curve of telling the person's own pictures from others by a score that is higher for their own. */
function areaOf(own: Float64Array, others: Float64Array): number {
  const positives = Uint8Array.from({ length: own.length + others.length }, (_, i) => (i < own.length ? 1 : 0))
  return rocAuc(rocCurve(positives, Float64Array.from([...own, ...others])))
}
