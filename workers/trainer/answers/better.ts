/** Better answers: views and kept runs averaged, what that gains on validation, and answering by such a plan. */
import { type Dataset, idsOf } from '../../data/dataset/dataset'
import { withTemperature } from '../../model/temperature'
import {
  type AnswerGain,
  type AnswerPlan,
  type AnswerProgress,
  FOLDS,
  MOST_MEMBERS,
  type Preparation,
  Problem,
  type RunRecord,
  samePictures,
  type Views,
  viewsWithin,
} from '../../protocol'
import { specFor } from '../fit/plan'
import { sameWeights, temperatureOf } from '../model/answering'
import type { Network, Predictor, TrainedModel } from '../model/model'
import type { Pictures } from '../pictures/pictures'
import { loadBest } from '../runs/keeper'
import { datasetOf, usedIds } from '../runs/recorded'
import { presentRun, whyUnreadable } from '../runs/records'
import { gainOf, type MeasuredRun } from './gain'
import { lookAtAll, type PixelsOf } from './looks'

/** Fewer pictures than this say nothing about weights. */
const LEAST_PICTURES = 2 * FOLDS

export class BetterAnswers {
  plan: AnswerPlan | null = null
  private measuring: AbortController | null = null

  /** @param current the model that answers; throws Problem `no-model`, or `busy` while a run has the engine */
  constructor(
    private readonly pictures: Pictures,
    private readonly predictor: Predictor,
    private readonly current: () => TrainedModel,
  ) {}

  /** See `AnswersApi.measure`. */
  async measure(others: readonly string[], views: Views, onProgress: (progress: AnswerProgress) => void): Promise<AnswerGain> {
    const model = this.current()
    this.measuring?.abort()
    this.measuring = new AbortController()
    const { signal } = this.measuring
    const dataset = this.openFor(model)
    const records = await Promise.all(
      others.slice(0, MOST_MEMBERS - 1).map(async (id) => this.checkedRecord(await presentRun({ id }), model)),
    )
    const held = heldOut(dataset, model, records)
    if (held.ids.length < LEAST_PICTURES && records.length > 0)
      throw new Problem('no-common-pictures', { pictures: held.ids.length, needed: LEAST_PICTURES })

    const classes = model.info.classes.length
    const parts = viewsWithin(views)
    const size = held.ids.length * classes
    const read = new Uint8Array(held.ids.length)
    const of = held.ids.length * (records.length + 1)
    const runs: MeasuredRun[] = []
    for (const record of [model.record, ...records]) {
      const answers = new Map(parts.map((part) => [part, new Float64Array(size)]))
      const done = runs.length * held.ids.length
      const looks = {
        predictor: this.predictor,
        network: await this.networkOf(record.id, model),
        count: held.ids.length,
        pixelsOf: (i: number, how: Preparation, kind: Views) =>
          this.pictures.evaluationPixels(dataset.samples[held.ids[i]!]!, how, signal, kind),
        views,
        parts,
        check: () => this.check(signal, model),
        onProgress: (looked: number) => onProgress({ done: done + looked, of }),
      }
      await lookAtAll(looks, (i, part, probabilities) => {
        read[i] = 1
        answers.get(part)!.set(probabilities, i * classes)
      })
      runs.push({ runId: record.id, answers })
    }
    const rows = held.ids.flatMap((_, i) => (read[i] ? [i] : []))
    const kept = (all: Float64Array) =>
      Float64Array.from({ length: rows.length * classes }, (_, i) => all[rows[Math.floor(i / classes)]! * classes + (i % classes)]!)
    return {
      pictures: rows.length,
      learned: held.learned,
      ...gainOf(
        rows.map((i) => dataset.samples[held.ids[i]!]!.label),
        classes,
        runs.map(({ runId, answers }) => ({ runId, answers: new Map([...answers].map(([part, all]) => [part, kept(all)])) })),
        parts,
      ),
    }
  }
  cancel(): void {
    this.measuring?.abort()
  }

  /** See `AnswersApi.take`. */
  async take(plan: AnswerPlan | null): Promise<void> {
    const model = this.current()
    for (const { runId } of plan?.members ?? []) {
      if (runId === model.record.id) continue
      const record = this.checkedRecord(await presentRun({ id: runId }), model)
      if (!record.bestFile) throw new Problem('checkpoint-unreadable', { run: record.name })
    }
    this.plan = plan
  }

  /**
   * Answers about many pictures as the plan says, one run after another; `take` gets each picture's probabilities from each run with its weight,
   * to be added up, and once how like the model's own pictures it is, where those were learned: null from any other run. Pictures that cannot be
   * decoded are passed over.
   * @param model that answers from the first picture to the last
   */
  async answer(
    model: TrainedModel,
    count: number,
    pixelsOf: PixelsOf,
    signal: AbortSignal | null,
    onProgress: (progress: AnswerProgress) => void,
    take: (picture: number, weight: number, probabilities: Float64Array, similarity: number | null) => void,
  ): Promise<void> {
    const own = model.record.id
    const { views, members: planned } = this.plan ?? { views: 'single', members: [{ runId: own, weight: 1 }] }
    // A model that has no part in the plan is asked all the same whether the pictures are like its own.
    const isAsked = model.prototypes === null || planned.some(({ runId }) => runId === own)
    const members = isAsked ? planned : [...planned, { runId: own, weight: 0 }]
    const of = count * members.length
    for (const [k, { runId, weight }] of members.entries()) {
      await lookAtAll(
        {
          predictor: this.predictor,
          network: await this.networkOf(runId, model),
          count,
          pixelsOf,
          views,
          parts: [views],
          check: () => this.check(signal, model),
          onProgress: (done) => onProgress({ done: k * count + done, of }),
        },
        (picture, _, probabilities, similarity) => take(picture, weight, probabilities, similarity),
      )
    }
  }

  /** @throws Problem `busy` where a run has the engine, or another model, or other weights of its run, have come to answer meanwhile */
  private check(signal: AbortSignal | null, model: TrainedModel): void {
    signal?.throwIfAborted()
    if (!sameWeights(this.current(), model)) throw new Problem('busy', {})
  }

  private openFor(model: TrainedModel): Dataset {
    if (!this.pictures.isOpen) throw new Problem('other-dataset', { run: model.record.name, dataset: model.facts.datasetName })
    return datasetOf(model.record, this.pictures.dataset)
  }

  /** A run of other pictures may have learned this one's validation pictures under other names. */
  private checkedRecord(record: RunRecord, model: TrainedModel): RunRecord {
    if (JSON.stringify(record.classes) !== JSON.stringify(model.info.classes)) throw new Problem('other-classes', { run: record.name })
    if (!samePictures(record.dataset, model.record.dataset))
      throw new Problem('other-dataset', { run: record.name, dataset: record.dataset.name })
    return record
  }

  /** Read when its turn comes: several networks at once would take several times the memory. */
  private async networkOf(id: string, model: TrainedModel): Promise<Network> {
    if (id === model.record.id) return model
    const record = await presentRun({ id })
    const params = await loadBest(record)
    if (!params) throw await whyUnreadable(record)
    const spec = specFor(record.config, record.classes.length)
    return { spec, params: withTemperature(spec, params, temperatureOf(record, record.bestEpoch)), config: record.config }
  }
}

/** The model's validation pictures that none of the runs learned from. */
function heldOut(dataset: Dataset, model: TrainedModel, others: readonly RunRecord[]): { ids: number[]; learned: number } {
  const learned = new Set([model.record, ...others].flatMap((record) => usedIds(record, dataset).slice(0, record.split.train.length)))
  const all = Array.from(idsOf(dataset, 'val'))
  const ids = all.filter((id) => !learned.has(id))
  return { ids, learned: all.length - ids.length }
}
