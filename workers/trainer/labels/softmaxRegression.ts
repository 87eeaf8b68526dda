/** Softmax regression on pooled features: the linear head with a bias, fitted by all pictures at once to its one minimum. */
import { InnerProducts } from '../../embedding/products'
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
  /** How far it is, 0..1: a head of many classes takes minutes. */
  readonly onStep?: (share: number) => void
}

/** Rows that are multiplied at once: they and their columns stay in a processor's cache. */
const BLOCK = 128

/**
 * Fits from `start` on (weights of standardised features and biases, `[classes * width + classes]`), which decides how long it takes and not what comes out.
 * Products of features are f32, sums over pictures f64.
 * @returns the same of the minimum
 */
export function fitSoftmax(fitting: Fitting, start: Float64Array): Promise<Float64Array> {
  const { features, labels, classes, rows, strength, breathe, onStep } = fitting
  const { width } = features
  const scores = new InnerProducts(width, BLOCK, classes)
  // Over the pictures of a block: what each feature has to do with each class's error.
  const slopes = new InnerProducts(BLOCK, width, classes)
  const logs = new Float64Array(classes)
  return minimise(
    async (point, gradient) => {
      for (let c = 0; c < classes; c++) scores.b(c).set(point.subarray(c * width, (c + 1) * width))
      const bias = point.subarray(classes * width)
      const ofBias = gradient.subarray(classes * width)
      gradient.fill(0)
      let loss = 0
      for (let from = 0; from < rows.length; from += BLOCK) {
        await breathe()
        const some = Math.min(BLOCK, rows.length - from)
        putStandardised(fitting, from, some, scores, slopes)
        const { products, columns } = scores.of(some, classes)
        for (let i = 0; i < some; i++) {
          const label = labels[rows[from + i]!]!
          for (let c = 0; c < classes; c++) logs[c] = products[i * columns + c]! + bias[c]!
          loss -= toLogSoftmax(logs)[label]! / rows.length
          for (let c = 0; c < classes; c++) {
            const error = (Math.exp(logs[c]!) - (c === label ? 1 : 0)) / rows.length
            ofBias[c]! += error
            slopes.b(c)[i] = error
          }
        }
        for (let c = 0; c < classes; c++) slopes.b(c).fill(0, some)
        const sums = slopes.of(width, classes)
        for (let k = 0; k < width; k++) for (let c = 0; c < classes; c++) gradient[c * width + k]! += sums.products[k * sums.columns + c]!
      }
      for (let at = 0; at < classes * width; at++) {
        gradient[at]! += strength * point[at]!
        loss += (strength / 2) * point[at]! ** 2
      }
      return loss
    },
    start,
    { tolerance: TOLERANCE, mostSteps: MOST_STEPS, ...(onStep && { onStep }) },
  )
}

/** Some of the rows to learn from, as rows and as columns. */
function putStandardised(
  { features, scaling, rows }: Fitting,
  from: number,
  some: number,
  asRows: InnerProducts,
  asColumns: InnerProducts,
) {
  const { values, width } = features
  const { mean, factor } = scaling
  const columns = asColumns.firstBlock
  for (let i = 0; i < some; i++) {
    const own = asRows.a(i)
    const at = rows[from + i]! * width
    for (let k = 0; k < width; k++) {
      const value = (values[at + k]! - mean[k]!) * factor[k]!
      own[k] = value
      columns[k * asColumns.stride + i] = value
    }
  }
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
  }
  return toLogSoftmax(out)
}

/** From scores, in their place. */
function toLogSoftmax(out: Float64Array): Float64Array {
  let most = Number.NEGATIVE_INFINITY
  for (let c = 0; c < out.length; c++) most = Math.max(most, out[c]!)
  let sum = 0
  for (let c = 0; c < out.length; c++) sum += Math.exp(out[c]! - most)
  const log = most + Math.log(sum)
  for (let c = 0; c < out.length; c++) out[c]! -= log
  return out
}
