/** The answers of the model that is trained or taken: one picture, many, an explanation; and the plan by which it answers. */

import { type Picture, pictureOf } from '../../data/decode/browser'
import { decode } from '../../data/decode/decode'
import { evaluationViews } from '../../data/pixels/views'
import { fitTemperature } from '../../metrics/calibration'
import { argmaxRows } from '../../metrics/confusion'
import { showsAttention } from '../../model/seen'
import * as protocol from '../../protocol'
import { lastSnapshot, loadBest } from '../runs/keeper'
import type { KeptRuns } from '../runs/kept'
import { whyUnreadable } from '../runs/records'
import { modelOf } from '../runs/session'
import type { CurrentModel } from './current'
import type { PixelsOf } from './looks'

const { Problem } = protocol

export class Answers implements protocol.AnswersApi {
  constructor(
    private readonly current: CurrentModel,
    private readonly runs: KeptRuns,
  ) {}

  async model(): Promise<protocol.ModelInfo | null> {
    return this.current.info
  }

  async useRun(id: string): Promise<protocol.ModelInfo> {
    this.current.assertFree()
    const record = await this.runs.get(id)
    const params = await loadBest(record)
    const summary = protocol.keptSummary(record)
    if (!params || !summary) throw await whyUnreadable(record)
    const last = await lastSnapshot(record)
    const model = modelOf(record, { params, summary, validation: null, last }, () => '')
    this.current.take(model)
    return model.info
  }

  async predict(picture: ImageBitmap | Blob): Promise<protocol.Prediction> {
    const model = closingUnless(picture, () => this.current.free)
    const started = performance.now()
    if (picture instanceof Blob && this.current.better.plan) {
      const [answer] = await this.predictAll([picture])
      if (!answer) throw new Problem('cannot-decode', { file: picture instanceof File ? picture.name : '' })
      return { ...answer, milliseconds: performance.now() - started }
    }
    // A frame is looked at by this model alone, with its mirror image where the plan has mirror images: more would no longer be live.
    const views = this.current.better.plan?.views.endsWith('flip') ? 'flip' : 'single'
    const pixels = await viewsOf(picture, model.config, views)
    const { probabilities: rows, similarities } = await this.current.predictor.look(model, pixels, protocol.VIEW_COUNT[views])
    const classes = model.info.classes.length
    const probabilities = model.info.classes.map((_, c) => (views === 'flip' ? (rows[c]! + rows[classes + c]!) / 2 : rows[c]!))
    return { probabilities, similarity: similarities?.[0] ?? null, milliseconds: performance.now() - started }
  }

  async predictAll(pictures: readonly Blob[]): Promise<(protocol.PictureAnswer | null)[]> {
    const model = this.current.free
    const { classes } = model.info
    const answers: (protocol.PictureAnswer | null)[] = pictures.map(() => null)
    const pixelsOf: PixelsOf = async (i, how, views) => {
      try {
        return await viewsOf(pictures[i]!, how, views)
      } catch (error) {
        if (protocol.problemOf(error).code === 'cannot-decode') return null
        throw error
      }
    }
    await this.current.better.answer(
      model,
      pictures.length,
      pixelsOf,
      null,
      () => {},
      (i, weight, probabilities, similarity) => {
        const so = answers[i]
        answers[i] = {
          probabilities: classes.map((_, c) => (so?.probabilities[c] ?? 0) + weight * probabilities[c]!),
          similarity: similarity ?? so?.similarity ?? null,
        }
      },
    )
    return answers
  }

  async explain(picture: number | Blob | ImageBitmap, classIndex?: number): Promise<protocol.Explanation> {
    const model = closingUnless(picture, () => this.current.free)
    const size = model.info.imageSize
    const pixels = typeof picture === 'number' ? await this.openPicture(picture, model.config) : await viewsOf(picture, model.config)
    const looked = await this.current.predictor.look(model, pixels, 1)
    const probabilities = Array.from(looked.probabilities)
    const target = classIndex ?? argmaxRows(probabilities, probabilities.length)[0]!
    const { height, width, maps } = await this.current.predictor.gradCam(model, pixels, target)
    const top = maps.reduce((a, b) => Math.max(a, b), 0)
    const heat = maps.map((value) => (top > 0 ? value / top : 0))
    return {
      shows: showsAttention(model.spec) ? 'attention' : 'class',
      picture: imageOf(pixels, size),
      height,
      width,
      heat,
      classIndex: target,
      probabilities,
      similarity: looked.similarities?.[0] ?? null,
    }
  }
  private async openPicture(id: number, how: protocol.Preparation): Promise<Uint8Array> {
    const sample = this.current.pictures.sample(id)
    const pixels = await this.current.pictures.evaluationPixels(sample, how)
    if (!pixels) throw new Problem('cannot-decode', { file: sample.path })
    return pixels
  }

  measure(...args: Parameters<protocol.AnswersApi['measure']>): Promise<protocol.AnswerGain> {
    return this.current.better.measure(...args)
  }
  async cancelMeasuring(): Promise<void> {
    this.current.better.cancel()
  }
  async calibrate(isOn: boolean): Promise<protocol.ModelInfo> {
    const model = this.current.free
    if (!isOn) await this.current.decide(model.record, { calibration: null })
    else {
      const judged = await this.current.judged()
      const { logits, labels } = judged.model.plain.validation ?? judged
      const fit = fitTemperature(labels, logits, model.info.classes.length)
      if (!fit.isFitted) return this.current.info ?? model.info
      const calibration = { epoch: model.summary.bestEpoch, temperature: fit.temperature, loss: fit.after }
      await this.current.decide(model.record, { calibration })
    }
    return this.current.info ?? model.info
  }
  take(plan: protocol.AnswerPlan | null): Promise<void> {
    return this.current.better.take(plan)
  }
}

/** What `ask` gives; where it throws, a bitmap that was handed over is closed, for nobody else will. */
function closingUnless<T>(picture: unknown, ask: () => T): T {
  try {
    return ask()
  } catch (error) {
    if (typeof ImageBitmap !== 'undefined' && picture instanceof ImageBitmap) picture.close()
    throw error
  }
}

/** A picture from outside as evaluation sees it: RGB bytes `[views, size, size, 3]`. Closes the bitmap. */
async function viewsOf(
  picture: ImageBitmap | Blob,
  { imageSize, transparency }: protocol.Preparation,
  views: protocol.Views = 'single',
): Promise<Uint8Array> {
  const decoded = picture instanceof Blob ? await decodeOrProblem(picture) : pictureOf(picture)
  try {
    return evaluationViews(await decoded.pixels(transparency), imageSize, views)
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
