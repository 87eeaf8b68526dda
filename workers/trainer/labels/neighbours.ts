/** The pictures that are the most like others, by the cosine of their features. */
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

/** Candidates that stay in the processor's cache while all queries are compared with them. */
const BLOCK = 128

/** Compares each query with each candidate. Holds a number for each row beside what it returns. */
export async function nearestRows({ features, queries, candidates, count, groups, breathe, onProgress }: Search): Promise<Nearest> {
  const { values, width } = features
  const norms = new Float64Array(values.length / width)
  for (let row = 0; row < norms.length; row++) norms[row] = Math.sqrt(dot(values, row * width, row * width, width)) || 1
  const rows = new Int32Array(queries.length * count).fill(-1)
  const distances = new Float64Array(queries.length * count).fill(Number.NaN)
  for (let from = 0; from < candidates.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, candidates.length)
    for (let q = 0; q < queries.length; q++) {
      await breathe()
      const query = queries[q]!
      const own = q * count
      for (let i = from; i < to; i++) {
        const row = candidates[i]!
        if (groups[row] === groups[query]) continue
        const distance = 1 - dot(values, query * width, row * width, width) / (norms[query]! * norms[row]!)
        if (rows[own + count - 1]! >= 0 && distance >= distances[own + count - 1]!) continue
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
    onProgress?.(to)
  }
  return { rows, distances }
}

/** The mean distance of each query to its nearest ones; Infinity where it has none. */
export function meanDistances({ rows, distances }: Nearest, count: number): Float64Array {
  return Float64Array.from({ length: rows.length / count }, (_, q) => {
    const known = distances.subarray(q * count, (q + 1) * count).filter((distance) => !Number.isNaN(distance))
    return known.length === 0 ? Number.POSITIVE_INFINITY : known.reduce((a, b) => a + b, 0) / known.length
  })
}

function dot(values: Float32Array, a: number, b: number, width: number): number {
  let [p, q, r, s] = [0, 0, 0, 0]
  let k = 0
  for (; k + 3 < width; k += 4) {
    p += values[a + k]! * values[b + k]!
    q += values[a + k + 1]! * values[b + k + 1]!
    r += values[a + k + 2]! * values[b + k + 2]!
    s += values[a + k + 3]! * values[b + k + 3]!
  }
  for (; k < width; k++) p += values[a + k]! * values[b + k]!
  return p + q + r + s
}
