/** Principal components: rows of many numbers as rows of few that keep the most of how they differ. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { permutation, STREAM } from '../random'
import { InnerProducts } from './products'

/** Rows that the components are computed of, drawn by the seed: more change nothing that a map shows. */
const DRAWN = 4000
/** Rows that are multiplied at once. */
const BLOCK = 128

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
  const inner = new InnerProducts(width, BLOCK, count)
  for (const [c, axis] of axes.entries()) inner.b(c).set(axis)
  for (let from = 0; from < n; from += BLOCK) {
    const some = Math.min(BLOCK, n - from)
    for (let i = 0; i < some; i++) inner.a(i).set(values.subarray((from + i) * width, (from + i + 1) * width))
    const { products, columns } = inner.of(some, count)
    for (let i = 0; i < some; i++) for (let c = 0; c < count; c++) out[(from + i) * count + c] = products[i * columns + c]! - shifts[c]!
  }
  return { values: out, width: count }
}

function covarianceOf({ values, width }: Rows, drawn: Uint32Array, mean: Float64Array): Matrix {
  const sums = new Float64Array(width * width)
  const inner = new InnerProducts(BLOCK, width, width)
  for (let from = 0; from < drawn.length; from += BLOCK) {
    const some = Math.min(BLOCK, drawn.length - from)
    for (let k = 0; k < width; k++) {
      const column = inner.a(k)
      for (let i = 0; i < BLOCK; i++) column[i] = i < some ? values[drawn[from + i]! * width + k]! - mean[k]! : 0
      inner.b(k).set(column)
    }
    const { products, columns } = inner.of(width, width)
    for (let a = 0; a < width; a++) for (let b = 0; b < width; b++) sums[a * width + b]! += products[a * columns + b]!
  }
  // Of two numbers that should be equal, one: the decomposition takes the matrix for symmetric.
  const at = (a: number, b: number) => sums[Math.min(a, b) * width + Math.max(a, b)]! / drawn.length
  return new Matrix(Array.from({ length: width }, (_, a) => Array.from({ length: width }, (__, b) => at(a, b))))
}
