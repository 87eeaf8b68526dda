/** Pictures that are alike, by the direction of their features: spherical k-means (Dhillon and Modha 2001), begun as k-means++ (Arthur and Vassilvitskii 2007). */

import { InnerProducts } from '../../embedding/products'
import { uniform } from '../../random'
import type { Breathe } from '../labels/breather'
import type { Features } from '../labels/softmaxRegression'

interface Clustering {
  readonly features: Features
  /** Rows to be dealt out. */
  readonly rows: readonly number[]
  /** Clusters, at most as many as rows. */
  readonly count: number
  /** How much each of `rows` counts; all alike where there are none. */
  readonly weights?: ArrayLike<number>
  /** Keys of the draws. */
  readonly keys: readonly number[]
  readonly breathe: Breathe
}

interface Clusters {
  /** The cluster of each of `rows`, 0..: fewer than asked for where rows are the same. */
  readonly of: Int32Array
  /** 1 - cosine to the middle of its cluster, 0..2. */
  readonly distances: Float64Array
  readonly count: number
}

const ROUNDS = 20
/** Rows whose products with all middles are made at once. */
const BLOCK = 128

/** Deals rows out; equal keys give equal clusters. Holds the rows' directions. */
export async function clustersOf({ features, rows, count, weights, keys, breathe }: Clustering): Promise<Clusters> {
  const { width } = features
  const n = rows.length
  const weightOf = (i: number): number => weights?.[i] ?? 1
  const inner = new InnerProducts(width, BLOCK, Math.max(1, count))
  const directions = new Float32Array(n * width)
  for (const [i, row] of rows.entries())
    putDirection(features.values.subarray(row * width, (row + 1) * width), directions.subarray(i * width))
  const direction = (i: number) => directions.subarray(i * width, (i + 1) * width)
  const of = new Int32Array(n)
  const distances = new Float64Array(n).fill(Number.POSITIVE_INFINITY)
  /** Compares all rows with the middles `from`..`to` - 1, and moves those that are nearer to one. */
  const compare = async (middles: readonly Float32Array[], from: number) => {
    for (let c = from; c < middles.length; c++) inner.b(c - from).set(middles[c]!)
    for (let first = 0; first < n; first += BLOCK) {
      await breathe()
      const some = Math.min(BLOCK, n - first)
      for (let i = 0; i < some; i++) inner.a(i).set(direction(first + i))
      const { products, columns } = inner.of(some, middles.length - from)
      for (let i = 0; i < some; i++)
        for (let c = from; c < middles.length; c++) {
          const distance = Math.max(0, 1 - products[i * columns + c - from]!)
          if (distance >= distances[first + i]!) continue
          distances[first + i] = distance
          of[first + i] = c
        }
    }
  }
  const middles: Float32Array[] = []
  for (let c = 0; c < Math.min(count, n); c++) {
    // The squared distance of directions is twice 1 - cosine. By rounding alone one is as far as this from itself.
    const chances = Array.from(distances, (distance, i) => weightOf(i) * (c === 0 ? 1 : distance < 1e-6 ? 0 : distance))
    const total = chances.reduce((sum, chance) => sum + chance, 0)
    if (total === 0) break
    middles.push(direction(drawn(chances, uniform(...keys, c) * total)).slice())
    await compare(middles, c)
  }
  for (let round = 0; round < ROUNDS; round++) {
    const before = of.slice()
    for (const [c, middle] of middles.entries()) {
      const sum = new Float64Array(width)
      for (let i = 0; i < n; i++) if (of[i] === c) for (let k = 0; k < width; k++) sum[k]! += weightOf(i) * directions[i * width + k]!
      // One that nobody is nearest to stays where it was.
      if (sum.some((value) => value !== 0)) putDirection(sum, middle)
    }
    distances.fill(Number.POSITIVE_INFINITY)
    await compare(middles, 0)
    if (of.every((c, i) => c === before[i])) break
  }
  return { of, distances, count: middles.length }
}

/** Where a share of the sum of all chances, at most all of it, is reached. */
function drawn(chances: readonly number[], share: number): number {
  let sum = 0
  const reached = chances.findIndex((chance) => {
    sum += chance
    return sum > share
  })
  return reached < 0 ? chances.findLastIndex((chance) => chance > 0) : reached
}

/** Divides by the length; what has none stays nought. */
function putDirection(values: ArrayLike<number>, into: Float32Array): void {
  let square = 0
  for (let k = 0; k < values.length; k++) square += values[k]! ** 2
  const factor = 1 / (Math.sqrt(square) || 1)
  for (let k = 0; k < values.length; k++) into[k] = values[k]! * factor
}
