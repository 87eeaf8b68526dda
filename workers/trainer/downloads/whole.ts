/** The ONNX file of whole numbers for a person: which validation pictures are asked about, and what the file loses on them. */
import { samplesAt } from '../../data/dataset/identity'
import type { Reference } from '../../export/check'
import { numbersIn } from '../../export/format'
import { argmaxRows } from '../../metrics/confusion'
import { softmax } from '../../metrics/probabilities'
import { forwardMacs } from '../../model/spec'
import { Problem, type WholeLoss } from '../../protocol'
import { answeringPlan } from '../fit/plan'
import type { TrainedModel } from '../model/model'
import { type DownloadDesk, exportModel } from './downloadCheck'
import { isOpen, spreadOverClasses } from './references'
import { type Asked, wholeFile } from './wholeNumbers'

/** Pictures that say what values range over. */
const CALIBRATING = 64
/** Pictures that are asked about: more where each takes little. */
const PICTURES = { least: 128, most: 512 }
/** Multiply-adds that they may take in all: half a minute on one core. */
const MACS = 5e11
/** Pictures that the finished file is asked about. */
const CHECKED = 16
/** Pictures that are decoded at once. */
const AT_ONCE = 32

/** @throws Problem `other-dataset` where the run's pictures are not open; `no-validation-pictures` where none of them can be read */
export async function wholeOf(
  model: TrainedModel,
  { predictor, pictures }: DownloadDesk,
): Promise<{ file: Uint8Array<ArrayBuffer>; loss: WholeLoss; reference: Reference }> {
  const { record, info, config, spec } = model
  if (!isOpen(model, pictures)) throw new Problem('other-dataset', { run: record.name, dataset: record.dataset.name })
  const { labels, ...asked } = await askedOf(model, pictures)
  if (asked.n === 0) throw new Problem('no-validation-pictures', { training: record.split.train.length })
  const leaving = exportModel(model)
  const calibrating = Math.min(CALIBRATING, asked.n)
  const { file, logits } = await predictor.between(model, (engine) => wholeFile(leaving, answeringPlan(config), engine, asked, calibrating))
  const classes = info.classes.length
  const [f32, int8] = [argmaxRows(logits.f32, classes), argmaxRows(logits.int8, classes)]
  const agreeing = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).filter((answer, i) => answer === b[i]).length
  const checked = Math.min(CHECKED, asked.n)
  return {
    file,
    loss: {
      ...{ pictures: asked.n, calibrating, bytes: 4 * numbersIn(spec) },
      right: { f32: agreeing(f32, labels), int8: agreeing(int8, labels) },
      differ: asked.n - agreeing(f32, int8),
    },
    reference: {
      pixels: asked.pixels.subarray(0, (asked.pixels.length / asked.n) * checked),
      n: checked,
      expected: softmax(logits.int8.subarray(0, checked * classes), classes),
    },
  }
}

/** Validation pictures of every class, those that calibrate first, with their labels; without those that cannot be read. */
async function askedOf(
  { record: { split, labels }, spec, info: { imageSize }, config }: TrainedModel,
  pictures: DownloadDesk['pictures'],
): Promise<Asked & { readonly labels: readonly number[] }> {
  const known = labels.slice(split.train.length)
  const count = Math.floor(MACS / 2 / forwardMacs(spec, imageSize))
  const first = spreadOverClasses(known, CALIBRATING)
  const isFirst = new Set(first)
  const all = spreadOverClasses(known, Math.min(PICTURES.most, Math.max(PICTURES.least, count)))
  const samples = samplesAt(pictures.dataset, split.val)
  const found: { readonly pixels: Uint8Array; readonly label: number }[] = []
  const places = [...first, ...all.filter((place) => !isFirst.has(place))]
  for (let at = 0; at < places.length; at += AT_ONCE) {
    const some = places.slice(at, at + AT_ONCE).map(async (place) => {
      const sample = samples[place]
      const pixels = sample ? await pictures.evaluationPixels(sample, config) : null
      return pixels && { pixels, label: known[place]! }
    })
    for (const one of await Promise.all(some)) if (one) found.push(one)
  }
  const bytes = imageSize * imageSize * 3
  const pixels = new Uint8Array(found.length * bytes)
  for (const [i, one] of found.entries()) pixels.set(one.pixels, i * bytes)
  return { pixels, n: found.length, labels: found.map(({ label }) => label) }
}
