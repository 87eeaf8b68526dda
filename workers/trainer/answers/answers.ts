/** The model that predictions, insight and downloads use, and everything that is asked of it. */

import { decode, type Picture, pictureOf } from '../../data/decode/decode'
import { namedLikePicture } from '../../data/files/header'
import { evaluationViews } from '../../data/pixels/views'
import { usageOf } from '../../export/snippets'
import { buildSubmission } from '../../export/submission'
import { argmaxRows } from '../../metrics/confusion'
import { softmax } from '../../metrics/probabilities'
import * as protocol from '../../protocol'
import { makeDownload } from '../downloads/downloads'
import type { Validation } from '../fit/validate'
import type { Predictor, TrainedModel } from '../model/model'
import type { Pictures } from '../pictures/pictures'
import { sampleBatches } from '../pictures/samples'
import { datasetOf } from '../runs/recorded'
import { BetterAnswers } from './better'
import { evaluationOf, judgedPictures, thresholdsOf } from './insight'
import type { PixelsOf } from './looks'

const { Problem } = protocol

export class Answers {
  private trained: TrainedModel | null = null
  private submitting: AbortController | null = null
  private checking: { readonly model: TrainedModel; readonly answers: Promise<Validation> } | null = null
  readonly better: BetterAnswers

  /** @param isBusy whether a run has the engine: loading another network would spoil it */
  constructor(
    private readonly pictures: Pictures,
    readonly predictor: Predictor,
    private readonly isBusy: () => boolean,
  ) {
    this.better = new BetterAnswers(pictures, predictor, () => this.free)
  }

  get info(): protocol.ModelInfo | null {
    return this.trained && { ...this.trained.info, better: this.better.plan }
  }
  take(model: TrainedModel): void {
    this.trained = model
    this.better.plan = null
  }

  /** @throws Problem `no-model` */
  private get current(): TrainedModel {
    if (!this.trained) throw new Problem('no-model', {})
    return this.trained
  }
  /** The model, when the engine is free to be asked. */
  private get free(): TrainedModel {
    if (this.isBusy()) throw new Problem('busy', {})
    return this.current
  }

  /** The validation's answers; asked anew, once, for a run of an earlier visit, when its pictures are open. */
  private async validation(): Promise<Validation> {
    const model = this.current
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
    const dataset = datasetOf(model.record, this.pictures.open)
    const { samples } = dataset
    const ids: number[] = []
    const labels: number[] = []
    const logits: number[] = []
    const batches = sampleBatches(dataset, this.pictures.pool, model.config)
    for await (const batch of batches.validation(new AbortController().signal)) {
      if (batch.input.kind !== 'pixels') continue
      if (this.isBusy()) throw new Problem('busy', {})
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

  async predict(picture: ImageBitmap | Blob): Promise<protocol.Prediction> {
    const model = this.free
    const started = performance.now()
    if (picture instanceof Blob && this.better.plan) {
      const [probabilities] = await this.predictAll([picture])
      if (!probabilities) throw new Problem('cannot-decode', { file: picture instanceof File ? picture.name : '' })
      return { probabilities, milliseconds: performance.now() - started }
    }
    // A frame is looked at by this model alone, with its mirror image where the plan has mirror images: more would no longer be live.
    const views = this.better.plan?.views.endsWith('flip') ? 'flip' : 'single'
    const pixels = await viewsOf(picture, model.info.imageSize, views)
    const rows = await this.predictor.probabilities(model, pixels, protocol.VIEW_COUNT[views])
    const classes = model.info.classes.length
    const probabilities = model.info.classes.map((_, c) => (views === 'flip' ? (rows[c]! + rows[classes + c]!) / 2 : rows[c]!))
    return { probabilities, milliseconds: performance.now() - started }
  }

  /** See `AnswersApi.predictAll`. */
  async predictAll(pictures: readonly Blob[]): Promise<(number[] | null)[]> {
    const { classes } = this.free.info
    const answers: (number[] | null)[] = pictures.map(() => null)
    const pixelsOf: PixelsOf = async (i, size, views) => {
      try {
        return await viewsOf(pictures[i]!, size, views)
      } catch (error) {
        if (protocol.problemOf(error).code === 'cannot-decode') return null
        throw error
      }
    }
    await this.better.answer(
      pictures.length,
      pixelsOf,
      null,
      () => {},
      (i, weight, probabilities) => {
        answers[i] = classes.map((_, c) => (answers[i]?.[c] ?? 0) + weight * probabilities[c]!)
      },
    )
    return answers
  }

  async predictions(limit: number): Promise<protocol.PredictionRecord[]> {
    const { logits, labels, ids } = await this.validation()
    const model = this.current
    const classes = model.info.classes.length
    const probabilities = softmax(logits, classes)
    return ids.slice(0, limit).map((id, i) => ({
      id,
      path: model.pathOf(id),
      label: labels[i]!,
      probabilities: Array.from(probabilities.subarray(i * classes, (i + 1) * classes)),
    }))
  }

  async evaluation(): Promise<protocol.Evaluation> {
    return evaluationOf(await this.validation(), this.current.info.classes)
  }
  async thresholds(classIndex: number): Promise<protocol.Threshold[]> {
    return thresholdsOf(await this.validation(), this.current.info.classes.length, classIndex)
  }
  async judged(query: protocol.JudgedQuery, offset: number, limit: number): Promise<{ total: number; pictures: protocol.JudgedPicture[] }> {
    const all = judgedPictures(await this.validation(), this.current.info.classes.length, query, this.current.pathOf)
    return { total: all.length, pictures: all.slice(offset, offset + limit) }
  }

  async explain(picture: number | Blob | ImageBitmap, classIndex?: number): Promise<protocol.Explanation> {
    const model = this.free
    const size = model.info.imageSize
    const pixels = typeof picture === 'number' ? await this.openPicture(picture, size) : await viewsOf(picture, size)
    const probabilities = Array.from(await this.predictor.probabilities(model, pixels, 1))
    const target = classIndex ?? argmaxRows(probabilities, probabilities.length)[0]!
    const { height, width, maps } = await this.predictor.gradCam(model, pixels, target)
    const top = maps.reduce((a, b) => Math.max(a, b), 0)
    const heat = maps.map((value) => (top > 0 ? value / top : 0))
    return { picture: imageOf(pixels, size), height, width, heat, classIndex: target, probabilities }
  }
  private async openPicture(id: number, size: number): Promise<Uint8Array> {
    const sample = this.pictures.sample(id)
    const pixels = await this.pictures.evaluationPixels(sample, size)
    if (!pixels) throw new Problem('cannot-decode', { file: sample.path })
    return pixels
  }

  async submission(
    { positive, clip }: protocol.SubmissionOptions,
    onProgress: (progress: { done: number; of: number }) => void,
  ): Promise<protocol.SubmissionResult> {
    this.submitting?.abort()
    this.submitting = new AbortController()
    const { signal } = this.submitting
    const { samples, skipped } = this.pictures.testPictures
    const sums = new Float64Array(samples.length)
    const read = new Uint8Array(samples.length)
    const pixelsOf: PixelsOf = (i, size, views) => this.pictures.evaluationPixels(samples[i]!, size, signal, views)
    await this.better.answer(samples.length, pixelsOf, signal, onProgress, (i, weight, probabilities) => {
      read[i] = 1
      sums[i]! += weight * probabilities[positive]!
    })
    const rows = samples.map(({ path }, i) => ({ path, probability: read[i] ? Math.min(1, sums[i]!) : null }))
    const unreadable = unreadableBeside(samples, skipped)
    return buildSubmission([...rows, ...unreadable.map((path) => ({ path, probability: null }))], clip)
  }
  cancelSubmission(): void {
    this.submitting?.abort()
  }

  async exportFile(format: protocol.ExportFormat, language: keyof protocol.Text = 'en'): Promise<protocol.ExportedFile> {
    // The report shows what validation found; a run of an earlier visit is asked anew, where its pictures are open.
    if (format === 'report' && !this.free.validation) await this.validation().catch(unlessOtherPictures)
    return makeDownload(this.free, { predictor: this.predictor, pictures: this.pictures }, format, language)
  }
  usage(format: protocol.ModelFormat): protocol.Usage {
    return usageOf(format, this.current.info)
  }
}

/** Other pictures than the run's, or none, are open: a report says so and is made without them. */
function unlessOtherPictures(error: unknown): void {
  if (protocol.problemOf(error).code !== 'other-dataset') throw error
}

/** Files named like pictures that were left out of the folders of the test pictures because they are none: they too have their line. */
function unreadableBeside(test: readonly { readonly path: string }[], skipped: readonly protocol.Skipped[]): string[] {
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)
  const folders = new Set(test.map(({ path }) => folderOf(path)))
  return skipped
    .filter(({ path, reason }) => UNREADABLE.includes(reason) && folders.has(folderOf(path)) && namedLikePicture(path))
    .map(({ path }) => path)
}
const UNREADABLE: readonly protocol.SkipReason[] = ['not-a-picture', 'empty', 'cannot-decode', 'too-large']

/** A picture from outside as evaluation sees it: RGB bytes `[views, size, size, 3]`. Closes the bitmap. */
async function viewsOf(picture: ImageBitmap | Blob, size: number, views: protocol.Views = 'single'): Promise<Uint8Array> {
  const decoded = picture instanceof Blob ? await decodeOrProblem(picture) : pictureOf(picture)
  try {
    return evaluationViews(await decoded.pixels(), size, views)
  } finally {
    decoded.close()
  }
}

function imageOf(rgb: Uint8Array, size: number): ImageData {
  const image = new ImageData(size, size)
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    image.data.set(rgb.subarray(from, from + 3), to)
    image.data[to + 3] = 255
  }
  return image
}

async function decodeOrProblem(picture: Blob): Promise<Picture> {
  try {
    return await decode(picture)
  } catch (error) {
    if (error instanceof Error && error.name === 'DecodeError')
      throw new Problem('cannot-decode', { file: picture instanceof File ? picture.name : '' })
    throw error
  }
}
