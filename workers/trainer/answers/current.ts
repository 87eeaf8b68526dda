/** The model that answers now, and how it did on the pictures that it was validated with. */
import { type ModelInfo, Problem } from '../../protocol'
import type { Validation } from '../fit/validate'
import type { Predictor, TrainedModel } from '../model/model'
import type { Pictures } from '../pictures/pictures'
import { sampleBatches } from '../pictures/samples'
import { datasetOf } from '../runs/recorded'
import { BetterAnswers } from './better'

export class CurrentModel {
  private trained: TrainedModel | null = null
  private checking: { readonly model: TrainedModel; readonly answers: Promise<Validation> } | null = null
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

  /** The validation's answers; asked anew, once, for a run of an earlier visit, when its pictures are open. */
  async validation(): Promise<Validation> {
    const model = this.model
    if (model.validation) return model.validation
    if (this.checking?.model !== model) this.checking = { model, answers: this.validate(model) }
    const mine = this.checking
    try {
      return await mine.answers
    } catch (error) {
      if (this.checking === mine) this.checking = null
      throw error
    }
  }

  private async validate(model: TrainedModel): Promise<Validation> {
    if (!this.pictures.isOpen) throw new Problem('other-dataset', { run: model.record.name, dataset: model.facts.datasetName })
    const dataset = datasetOf(model.record, this.pictures.dataset)
    const { samples } = dataset
    const ids: number[] = []
    const labels: number[] = []
    const logits: number[] = []
    const batches = sampleBatches(dataset, this.pictures.pool, model.config)
    for await (const batch of batches.validation(new AbortController().signal)) {
      if (batch.input.kind !== 'pixels') continue
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
    // Another may answer by now.
    if (this.trained === model) this.trained = { ...model, validation, pathOf: (id) => samples[id]?.path ?? '' }
    return validation
  }
}
