/** What heads that did not learn from a picture say of it: each part of the pictures is answered by a head of the other parts. */
import type { Breathe } from './breather'
import { type Features, fitSoftmax, headOf, logSoftmax, scalingOf } from './softmaxRegression'

export interface Heads {
  readonly features: Features
  readonly labels: ArrayLike<number>
  readonly classes: number
  /** The part of each row, 0..`parts` - 1. */
  readonly folds: ArrayLike<number>
  readonly parts: number
  /** As `fitSoftmax` has it. */
  readonly strength: number
  readonly breathe: Breathe
  /** Called after each head, and while one is fitted, with the part of it that is done. */
  readonly onHead: (done: number) => void
}

/** Probabilities `[n, classes]`, row-major. */
export async function outOfSample(heads: Heads): Promise<Float64Array> {
  const { features, labels, classes, folds, parts, breathe, onHead } = heads
  const { values, width } = features
  const n = labels.length
  const scaling = scalingOf(features)
  const probabilities = new Float64Array(n * classes)
  const rows = Array.from({ length: n }, (_, i) => i)
  // The heads differ little: each begins where the last one ended.
  let point: Float64Array = new Float64Array(classes * (width + 1))
  for (let part = 0; part < parts; part++) {
    const onStep = (share: number) => onHead(part + share)
    point = await fitSoftmax({ ...heads, scaling, rows: rows.filter((row) => folds[row] !== part), onStep }, point)
    const { weights, bias } = headOf(point, scaling, classes)
    for (const row of rows) {
      if (folds[row] !== part) continue
      await breathe()
      const out = probabilities.subarray(row * classes, (row + 1) * classes)
      logSoftmax(values.subarray(row * width, (row + 1) * width), weights, bias, out)
      for (let c = 0; c < classes; c++) out[c] = Math.exp(out[c]!)
    }
    onHead(part + 1)
  }
  return probabilities
}
