/** The pictures that are the most like others, by the cosine of their features. */

import { InnerProducts } from '../../embedding/products'
import type { Breathe } from './breather'
import type { Features } from './softmaxRegression'

export interface Search {
  readonly features: Features
  /** Rows whose nearest ones are wanted, and rows that may be them. */
  readonly queries: ArrayLike<number>
  readonly candidates: ArrayLike<number>
  /** How many of each. */
  readonly count: number
  /** Rows of one group are copies, or of one moment: they say nothing about each other. */
  readonly groups: ArrayLike<number>
  readonly breathe: Breathe
  /** Called with the candidates that were looked at. */
  readonly onProgress?: (done: number) => void
}

export interface Nearest {
  /** `[queries, count]`, the nearest first; -1 where there are fewer. */
  readonly rows: Int32Array
  /** 1 - cosine, 0..2; NaN where there are fewer. */
  readonly distances: Float64Array
}

/** Rows of one block are multiplied with those of another while both are in the processor's cache. */
const BLOCK = 128

/** Compares each query with each candidate, in f32. Holds two blocks and their products beside what it returns. */
export async function nearestRows({ features, queries, candidates, count, groups, breathe, onProgress }: Search): Promise<Nearest> {
  const inner = new InnerProducts(features.width, BLOCK, BLOCK)
  const rows = new Int32Array(queries.length * count).fill(-1)
  const distances = new Float64Array(queries.length * count).fill(Number.NaN)
  for (let from = 0; from < candidates.length; from += BLOCK) {
    const some = Math.min(BLOCK, candidates.length - from)
    for (let i = 0; i < some; i++) putDirection(features, candidates[from + i]!, inner.b(i))
    for (let first = 0; first < queries.length; first += BLOCK) {
      await breathe()
      const asked = Math.min(BLOCK, queries.length - first)
      for (let q = 0; q < asked; q++) putDirection(features, queries[first + q]!, inner.a(q))
      const { products, columns } = inner.of(asked, some)
      for (let q = 0; q < asked; q++) {
        const group = groups[queries[first + q]!]
        const own = (first + q) * count
        for (let i = 0; i < some; i++) {
          const distance = 1 - products[q * columns + i]!
          // NaN, where there are fewer yet, is not reached either.
          if (distance >= distances[own + count - 1]!) continue
          const row = candidates[from + i]!
          if (groups[row] === group) continue
          let at = count - 1
          while (at > 0 && (rows[own + at - 1]! < 0 || distances[own + at - 1]! > distance)) {
            rows[own + at] = rows[own + at - 1]!
            distances[own + at] = distances[own + at - 1]!
            at--
          }
          rows[own + at] = row
          distances[own + at] = distance
        }
      }
    }
    onProgress?.(from + some)
  }
  return { rows, distances }
}

/** A row, divided by its length; of one without any, nought. */
function putDirection({ values, width }: Features, row: number, into: Float32Array): void {
  const at = row * width
  let square = 0
  for (let k = 0; k < width; k++) square += values[at + k]! ** 2
  const factor = 1 / (Math.sqrt(square) || 1)
  for (let k = 0; k < width; k++) into[k] = values[at + k]! * factor
}

/** The mean distance of each query to its nearest ones; Infinity where it has none. */
export function meanDistances({ rows, distances }: Nearest, count: number): Float64Array {
  return Float64Array.from({ length: rows.length / count }, (_, q) => {
    const known = distances.subarray(q * count, (q + 1) * count).filter((distance) => !Number.isNaN(distance))
    return known.length === 0 ? Number.POSITIVE_INFINITY : known.reduce((a, b) => a + b, 0) / known.length
  })
}
