/** Principal components: rows of many numbers as rows of few that keep the most of how they differ. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { permutation, STREAM } from '../random'

/** Rows that the components are computed of, drawn by the seed: more change nothing that a map shows. */
const DRAWN = 4000

/** Rows, `[n, width]`, row-major. */
export interface Rows {
  readonly values: Float32Array
  readonly width: number
}

/** The rows at length one, so that the square of the Euclidean distance of two is twice one less their cosine. A row of zeros stays one. */
export function normalised({ values, width }: Rows): Rows {
  const unit = new Float32Array(values.length)
  for (let at = 0; at < values.length; at += width) {
    let square = 0
    for (let k = 0; k < width; k++) square += values[at + k]! ** 2
    const length = Math.sqrt(square) || 1
    for (let k = 0; k < width; k++) unit[at + k] = values[at + k]! / length
  }
  return { values: unit, width }
}

/**
 * The rows less their mean by their first `count` principal components (Pearson 1901), the strongest first: of the covariance of at most 4,000 of them.
 * Rows that are no wider are given as they are.
 *
 * @param seed draws the 4,000
 */
export function principalComponents(rows: Rows, count: number, seed: number): Rows {
  const { values, width } = rows
  if (width <= count) return rows
  const n = values.length / width
  const drawn = n <= DRAWN ? permutation(n, seed) : permutation(n, seed, STREAM.sample).subarray(0, DRAWN)
  const mean = new Float64Array(width)
  for (const row of drawn) for (let k = 0; k < width; k++) mean[k]! += values[row * width + k]! / drawn.length
  const vectors = new EigenvalueDecomposition(covarianceOf(rows, drawn, mean), { assumeSymmetric: true }).eigenvectorMatrix
  // By ascending eigenvalues: the last are the strongest.
  const axes = Array.from({ length: count }, (_, c) => Float32Array.from(vectors.getColumn(width - 1 - c)))
  const shifts = axes.map((axis) => axis.reduce((sum, value, k) => sum + value * mean[k]!, 0))
  const out = new Float32Array(n * count)
  for (let row = 0; row < n; row++) {
    const own = values.subarray(row * width, (row + 1) * width)
    for (const [c, axis] of axes.entries()) out[row * count + c] = dot(own, axis) - shifts[c]!
  }
  return { values: out, width: count }
}

function covarianceOf({ values, width }: Rows, drawn: Uint32Array, mean: Float64Array): Matrix {
  const sums = Array.from({ length: width }, () => new Float64Array(width))
  const centred = new Float64Array(width)
  for (const row of drawn) {
    for (let k = 0; k < width; k++) centred[k] = values[row * width + k]! - mean[k]!
    for (let a = 0; a < width; a++) {
      const [sum, factor] = [sums[a]!, centred[a]!]
      for (let b = a; b < width; b++) sum[b]! += factor * centred[b]!
    }
  }
  const covariance = new Matrix(width, width)
  for (let a = 0; a < width; a++)
    for (let b = a; b < width; b++) {
      covariance.set(a, b, sums[a]![b]! / drawn.length)
      covariance.set(b, a, sums[a]![b]! / drawn.length)
    }
  return covariance
}

function dot(a: Float32Array, b: Float32Array): number {
  let [p, q, r, s] = [0, 0, 0, 0]
  let k = 0
  for (; k + 3 < a.length; k += 4) {
    p += a[k]! * b[k]!
    q += a[k + 1]! * b[k + 1]!
    r += a[k + 2]! * b[k + 2]!
    s += a[k + 3]! * b[k + 3]!
  }
  for (; k < a.length; k++) p += a[k]! * b[k]!
  return p + q + r + s
}
