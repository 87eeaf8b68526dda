/**
 * How like the pictures that a network learned from another picture is: the cosine of its features and the nearest prototype of theirs.
 *
 * Prototypes are the centres that spherical k-means (Dhillon and Modha 2001) finds among the normalised features of each class: what nearest
 * neighbours on normalised features do (Sun et al. 2022, "Out-of-distribution detection with deep nearest neighbors"), with a few vectors in place of
 * all pictures, so that an exported file can have them too. docs/numerics.md has what it was chosen from.
 */
import { permutation, STREAM } from '../random'

/** Rounds of k-means; the centres hardly move after a handful. */
const ROUNDS = 12

/** Unit vectors `[n, width]`, row-major, each of f32 numbers: files and answers go by the very same ones. */
export interface Prototypes {
  readonly width: number
  readonly vectors: Float32Array
}

/** Features `[n, width]`, row-major. */
export interface Features {
  readonly values: Float32Array
  readonly width: number
}
/** With the class index of each row. */
export interface Labelled extends Features {
  readonly labels: ArrayLike<number>
}

/** Copies some rows out. */
export function rowsOf({ values, width }: Features, rows: readonly number[]): Features {
  const out = new Float32Array(rows.length * width)
  rows.forEach((row, i) => {
    out.set(values.subarray(row * width, (row + 1) * width), i * width)
  })
  return { values: out, width }
}

/** Labels are 0..`classes` - 1. */
interface Learned extends Labelled {
  readonly classes: number
  /** Prototypes of a class at most; one with fewer pictures has as many as it has pictures. */
  readonly perClass: number
  readonly seed: number
}

/** The prototypes of each class in turn; a class without pictures, or whose features are all zero, has none. */
export function fitPrototypes({ values, width, labels, classes, perClass, seed }: Learned): Prototypes {
  const unit = normalised(values, width)
  const found: Float32Array[] = []
  for (let c = 0; c < classes; c++) {
    const rows = Array.from(labels, (_, row) => row).filter((row) => labels[row] === c && isUnit(unit, row, width))
    found.push(...centresOf(unit, width, rows, perClass, [seed, STREAM.prototypes, c]))
  }
  const vectors = new Float32Array(found.length * width)
  found.forEach((vector, i) => {
    vectors.set(vector, i * width)
  })
  return { width, vectors }
}

/**
 * The largest cosine of each row of features `[n, width]` with a prototype, -1..1; of features that are all zero 0, as ONNX and the programs have it.
 * @throws RangeError where there are no prototypes
 */
export function similarities(features: Float32Array, { width, vectors }: Prototypes): Float64Array {
  if (vectors.length === 0) throw new RangeError('there are no prototypes')
  const out = new Float64Array(features.length / width)
  for (let row = 0; row < out.length; row++) {
    const norm = Math.max(Math.sqrt(dot(features, row * width, features, row * width, width)), LEAST_NORM)
    let most = Number.NEGATIVE_INFINITY
    for (let at = 0; at < vectors.length; at += width) most = Math.max(most, dot(features, row * width, vectors, at, width))
    out[row] = most / norm
  }
  return out
}

/** Features are divided by no smaller a norm, here and in every exported file: nothing divides by zero. */
export const LEAST_NORM = 1e-6

/**
 * From which similarity on at least this share of `scores` passes: the score at place floor((n - 1)(1 - pass)) in rising order
 * (numpy.quantile with `method='lower'`).
 * @param pass 0..1, counted in thousandths
 */
export function passThreshold(scores: Float64Array, pass: number): number {
  const rising = scores.toSorted()
  return rising[Math.floor(((rising.length - 1) * (1000 - Math.round(1000 * pass))) / 1000)] ?? Number.NEGATIVE_INFINITY
}

function normalised(values: Float32Array, width: number): Float32Array {
  const unit = Float32Array.from(values)
  for (let at = 0; at < unit.length; at += width) {
    const norm = Math.sqrt(dot(unit, at, unit, at, width))
    for (let k = 0; norm > LEAST_NORM && k < width; k++) unit[at + k]! /= norm
  }
  return unit
}

const isUnit = (unit: Float32Array, row: number, width: number): boolean => dot(unit, row * width, unit, row * width, width) > 0.5

function centresOf(unit: Float32Array, width: number, rows: readonly number[], most: number, keys: readonly number[]): Float32Array[] {
  const first = Array.from(permutation(rows.length, ...keys).subarray(0, most))
  let centres = first.map((i) => unit.slice(rows[i]! * width, (rows[i]! + 1) * width))
  for (let round = 0; round < ROUNDS; round++) {
    const sums = centres.map(() => new Float64Array(width))
    for (const row of rows) {
      const sum = sums[nearest(unit, row * width, centres, width)]!
      for (let k = 0; k < width; k++) sum[k]! += unit[row * width + k]!
    }
    // A centre that nothing is nearest to, or whose pictures cancel each other out, stays where it is.
    centres = sums.map((sum, i) => {
      const norm = Math.sqrt(sum.reduce((total, value) => total + value * value, 0))
      return norm > LEAST_NORM ? Float32Array.from(sum, (value) => value / norm) : centres[i]!
    })
  }
  return centres
}

function nearest(unit: Float32Array, at: number, centres: readonly Float32Array[], width: number): number {
  let [best, most] = [0, Number.NEGATIVE_INFINITY]
  for (const [i, centre] of centres.entries()) {
    const cosine = dot(unit, at, centre, 0, width)
    if (cosine > most) [best, most] = [i, cosine]
  }
  return best
}

function dot(a: Float32Array, p: number, b: Float32Array, q: number, width: number): number {
  let sum = 0
  for (let k = 0; k < width; k++) sum += a[p + k]! * b[q + k]!
  return sum
}
