/** Softmax regression on pooled features: the linear head with a bias, fitted by all pictures at once to its one minimum. */
import type { Breathe } from './breather'
import { minimise } from './minimise'

/** Features of pictures, `[n, width]`, row-major. */
export interface Features {
  readonly values: Float32Array
  readonly width: number
}

/** Mean and 1 / deviation of each feature; one that never changes is left at its scale. */
export interface Scaling {
  readonly mean: Float64Array
  readonly factor: Float64Array
}

/** A head: weights `[classes, width]` and biases, for features as they are. */
export interface Head {
  readonly weights: Float64Array
  readonly bias: Float64Array
}

/** Features vary less than this by rounding alone. */
const STILL = 1e-6
/** The largest part of the gradient at the end: probabilities are then within 0.001 of the minimum's. */
const TOLERANCE = 1e-6
const MOST_STEPS = 500

/** Over all rows. No label takes part, so nothing that is asked later is given away. */
export function scalingOf({ values, width }: Features): Scaling {
  const n = values.length / width
  const mean = new Float64Array(width)
  const square = new Float64Array(width)
  for (let at = 0; at < values.length; at += width) for (let k = 0; k < width; k++) mean[k]! += values[at + k]! / n
  for (let at = 0; at < values.length; at += width) for (let k = 0; k < width; k++) square[k]! += (values[at + k]! - mean[k]!) ** 2 / n
  return { mean, factor: square.map((variance) => (Math.sqrt(variance) > STILL ? 1 / Math.sqrt(variance) : 1)) }
}

export interface Fitting {
  readonly features: Features
  readonly scaling: Scaling
  /** Class indices of all rows. */
  readonly labels: ArrayLike<number>
  readonly classes: number
  /** Rows to learn from. */
  readonly rows: ArrayLike<number>
  /** Minimised: the mean cross-entropy plus half of this times the squared weights of standardised features (not the biases). */
  readonly strength: number
  readonly breathe: Breathe
}

/**
 * Fits from `start` on (weights of standardised features and biases, `[classes * width + classes]`), which decides how long it takes and not what comes out.
 * @returns the same of the minimum
 */
export function fitSoftmax(fitting: Fitting, start: Float64Array): Promise<Float64Array> {
  const { features, labels, classes, rows, strength, scaling, breathe } = fitting
  const { values, width } = features
  const scores = new Float64Array(classes)
  return minimise(
    async (point, gradient) => {
      const { weights, bias } = headOf(point, scaling, classes)
      let loss = 0
      gradient.fill(0)
      const ofBias = gradient.subarray(classes * width)
      for (let i = 0; i < rows.length; i++) {
        // A promise for each row would take longer than the row.
        if (i % 16 === 15) await breathe()
        const row = rows[i]!
        const picture = values.subarray(row * width, (row + 1) * width)
        loss -= logSoftmax(picture, weights, bias, scores)[labels[row]!]! / rows.length
        for (let c = 0; c < classes; c++) {
          const error = (Math.exp(scores[c]!) - (c === labels[row] ? 1 : 0)) / rows.length
          ofBias[c]! += error
          const at = c * width
          for (let k = 0; k < width; k++) gradient[at + k]! += error * picture[k]!
        }
      }
      // From the features as they are to standardised ones.
      for (let c = 0; c < classes; c++)
        for (let k = 0; k < width; k++) {
          const at = c * width + k
          gradient[at] = (gradient[at]! - ofBias[c]! * scaling.mean[k]!) * scaling.factor[k]! + strength * point[at]!
          loss += (strength / 2) * point[at]! ** 2
        }
      return loss
    },
    start,
    { tolerance: TOLERANCE, mostSteps: MOST_STEPS },
  )
}

/** The head for features as they are, from one for standardised features. */
export function headOf(point: Float64Array, { mean, factor }: Scaling, classes: number): Head {
  const width = mean.length
  const weights = new Float64Array(classes * width)
  const bias = point.slice(classes * width)
  for (let c = 0; c < classes; c++)
    for (let k = 0; k < width; k++) {
      weights[c * width + k] = point[c * width + k]! * factor[k]!
      bias[c]! -= weights[c * width + k]! * mean[k]!
    }
  return { weights, bias }
}

/** Natural logarithms of one picture's probabilities, put into `out`. */
export function logSoftmax(picture: Float32Array, weights: Float64Array, bias: Float64Array, out: Float64Array): Float64Array {
  const width = picture.length
  let most = Number.NEGATIVE_INFINITY
  for (let c = 0; c < out.length; c++) {
    const at = c * width
    let [a, b, d, e] = [bias[c]!, 0, 0, 0]
    let k = 0
    for (; k + 3 < width; k += 4) {
      a += weights[at + k]! * picture[k]!
      b += weights[at + k + 1]! * picture[k + 1]!
      d += weights[at + k + 2]! * picture[k + 2]!
      e += weights[at + k + 3]! * picture[k + 3]!
    }
    for (; k < width; k++) a += weights[at + k]! * picture[k]!
    out[c] = a + b + d + e
    most = Math.max(most, out[c]!)
  }
  let sum = 0
  for (let c = 0; c < out.length; c++) sum += Math.exp(out[c]! - most)
  const log = most + Math.log(sum)
  for (let c = 0; c < out.length; c++) out[c]! -= log
  return out
}
