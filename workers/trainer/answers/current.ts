/** The model that answers now, and how it did on the pictures that it was validated with. */
import { type ModelInfo, Problem, type RunRecord } from '../../protocol'
import { Unreadable } from '../fit/unreadable'
import type { Validation } from '../fit/validate'
import { answeringAs, type Decided, withAnswers } from '../model/answering'
import type { Predictor, TrainedModel } from '../model/model'
import type { Pictures } from '../pictures/pictures'
import { sampleBatches } from '../pictures/samples'
import { datasetOf } from '../runs/recorded'
import { runRecords } from '../runs/records'
import { BetterAnswers } from './better'
import { asOpen, type Judged } from './judged'

export class CurrentModel {
  private trained: TrainedModel | null = null
  private checking: { readonly model: TrainedModel; readonly answers: Promise<Judged> } | null = null
  readonly better: BetterAnswers

  /** @param isBusy whether a run has the engine: loading another network would spoil it */
  constructor(
    readonly pictures: Pictures,
    readonly predictor: Predictor,
    private readonly isBusy: () => boolean,
  ) {
    this.better = new BetterAnswers(pictures, predictor, () => this.free)
  }

  get info(): ModelInfo | null {
    return this.trained && { ...this.trained.info, better: this.better.plan }
  }
  take(model: TrainedModel): void {
    this.trained = model
    this.better.plan = null
  }

  /**
   * Keeps with a run how it answers, and does so from now on where it is the one that answers. With another temperature a plan by which it answers
   * is none any more: weights and figures were those of the temperature before.
   */
  async decide({ id }: Pick<RunRecord, 'id'>, decided: Partial<Decided>): Promise<void> {
    await runRecords.changeOrHold(id, (now) => ({ ...now, ...decided }))
    const { trained } = this
    if (trained?.record.id !== id) return
    this.trained = answeringAs(trained, { ...trained.record, ...decided })
    if (this.trained.temperature !== trained.temperature) this.better.plan = null
  }

  /** @throws Problem `no-model` */
  get model(): TrainedModel {
    if (!this.trained) throw new Problem('no-model', {})
    return this.trained
  }
  /** The model, when the engine is free to be asked. @throws Problem `no-model`, `busy` */
  get free(): TrainedModel {
    this.assertFree()
    return this.model
  }
  /** @throws Problem `busy` */
  assertFree(): void {
    if (this.isBusy()) throw new Problem('busy', {})
  }

  /**
   * The model with its answers on its validation pictures; asked anew, once, for a run of an earlier visit, when its pictures are open. Whoever reads
   * them takes classes and paths from that model: another may answer by the time they are there. Ids are those of the pictures as they are open now.
   */
  async judged(): Promise<Judged> {
    const judged = await this.answers()
    return this.pictures.isOpen ? asOpen(judged, this.pictures.dataset) : judged
  }

  private async answers(): Promise<Judged> {
    const { model } = this
    if (model.validation) return { ...model.validation, model }
    if (this.checking?.model !== model) this.checking = { model, answers: this.validate(model) }
    const mine = this.checking
    try {
      return await mine.answers
    } catch (error) {
      if (this.checking === mine) this.checking = null
      throw error
    }
  }

  private async validate(model: TrainedModel): Promise<Judged> {
    if (!this.pictures.isOpen) throw new Problem('other-dataset', { run: model.record.name, dataset: model.facts.datasetName })
    const dataset = datasetOf(model.record, this.pictures.dataset)
    const { samples } = dataset
    const ids: number[] = []
    const labels: number[] = []
    const logits: number[] = []
    const batches = sampleBatches(dataset, this.pictures.pool, model.config)
    const unreadable = new Unreadable(
      batches.valCount,
      (id) => batches.pathOf(id),
      () => {},
    )
    for await (const batch of batches.validation()(new AbortController().signal)) {
      unreadable.take('val', batch.failed)
      if (batch.input.kind !== 'pixels' || batch.n === 0) continue
      this.assertFree()
      logits.push(...(await this.predictor.logits(model, batch.input.pixels, batch.n)))
      labels.push(...batch.labels)
      ids.push(...batch.ids)
    }
    const { best } = model.summary
    const validation: Validation = {
      scores: best.val,
      confusion: best.confusion,
      perClass: best.perClass,
      logits: Float32Array.from(logits),
      labels: Int32Array.from(labels),
      ids,
    }
    const known = { ...withAnswers(model, validation), pathOf: (id: number) => samples[id]?.path ?? '' }
    // Another may answer by now.
    if (this.trained === model) this.trained = known
    return { ...validation, model: known }
  }
}
