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
import { KnownAnswers } from './known'
import { lookAtAll, type PixelsOf } from './looks'

/** Fewer pictures than this say nothing about weights. */
const LEAST_PICTURES = 2 * FOLDS

export class BetterAnswers {
  plan: AnswerPlan | null = null
  private measuring: AbortController | null = null
  private readonly known = new KnownAnswers()

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
    const asked = [model.record, ...records].map((record) => {
      const answered = this.known.of(this.pictures.dataset.samples, weightsOf(record, model))
      const isKnown = (id: number) => parts.every((part) => answered.get(id)?.has(part))
      return { record, answered, isKnown, ids: held.ids.filter((id) => !isKnown(id)) }
    })
    const of = asked.reduce((sum, { ids }) => sum + ids.length, 0)
    let done = 0
    for (const { record, answered, ids } of asked) {
      if (ids.length === 0) continue
      const before = done
      const looks = {
        predictor: this.predictor,
        network: await this.networkOf(record.id, model),
        count: ids.length,
        pixelsOf: (i: number, how: Preparation, kind: Views) =>
          this.pictures.evaluationPixels(dataset.samples[ids[i]!]!, how, signal, kind),
        views,
        parts,
        check: () => this.check(signal, model),
        onProgress: (looked: number) => onProgress({ done: before + looked, of }),
      }
      await lookAtAll(looks, (i, part, probabilities) => {
        const kept = answered.get(ids[i]!) ?? new Map<Views, Float64Array>()
        answered.set(ids[i]!, kept.set(part, probabilities))
      })
      done += ids.length
    }
    // One that cannot be decoded for one of them is counted for none.
    const rows = held.ids.filter((id) => asked.every(({ isKnown }) => isKnown(id)))
    const runs = asked.map(({ record, answered }): MeasuredRun => {
      const answers = parts.map((part) => {
        const all = new Float64Array(rows.length * classes)
        rows.forEach((id, i) => {
          all.set(answered.get(id)!.get(part)!, i * classes)
        })
        return [part, all] as const
      })
      return { runId: record.id, answers: new Map(answers) }
    })
    return {
      pictures: rows.length,
      learned: held.learned,
      ...gainOf(
        rows.map((id) => dataset.samples[id]!.label),
        classes,
        runs,
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
    const views = this.plan?.views ?? 'single'
    const members = membersAsked(model, this.plan)
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

/** The weights of a run by a name: which run, which epoch's, divided by which temperature. */
function weightsOf(record: RunRecord, model: TrainedModel): string {
  const isOwn = record.id === model.record.id
  const epoch = isOwn ? model.summary.bestEpoch : record.bestEpoch
  return JSON.stringify([record.id, epoch, isOwn ? model.temperature : temperatureOf(record, record.bestEpoch)])
}

/** Who is asked for an answer by a plan: its members; and, with no share of it, a model that has no part in it but tells whether pictures are like its own. */
export function membersAsked(
  { record, prototypes }: Pick<TrainedModel, 'record' | 'prototypes'>,
  plan: AnswerPlan | null,
): AnswerPlan['members'] {
  const { members } = plan ?? { members: [{ runId: record.id, weight: 1 }] }
  const isAsked = prototypes === null || members.some(({ runId }) => runId === record.id)
  return isAsked ? members : [...members, { runId: record.id, weight: 0 }]
}

/** The model's validation pictures that none of the runs learned from. */
function heldOut(dataset: Dataset, model: TrainedModel, others: readonly RunRecord[]): { ids: number[]; learned: number } {
  const learned = new Set([model.record, ...others].flatMap((record) => usedIds(record, dataset).slice(0, record.split.train.length)))
  const all = Array.from(idsOf(dataset, 'val'))
  const ids = all.filter((id) => !learned.has(id))
  return { ids, learned: all.length - ids.length }
}
