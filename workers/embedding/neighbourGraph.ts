/** Which rows are the nearest to each row: all pairs are compared, block by block, each no longer than it takes to see that they are far apart. */
import type { Rows } from './components'

export interface NeighbourGraph {
  /** `[n, count]`, the nearest first, a row itself not among them. */
  readonly rows: Int32Array
  /** Euclidean, likewise. */
  readonly distances: Float32Array
  readonly count: number
}

/** Rows of a block: two blocks of 50 numbers a row stay in a processor's nearest cache. */
const BLOCK = 64

/**
 * The `count` nearest rows of each by the Euclidean distance, exactly; of equal distances whichever was seen first.
 *
 * @param onBlock called with the share of pairs that were compared, 0..1; what it throws ends the search
 * @throws RangeError where there are not more than `count` rows
 */
export function neighbourGraph({ values, width }: Rows, count: number, onBlock: (share: number) => void): NeighbourGraph {
  const n = values.length / width
  if (n <= count) throw new RangeError(`${count} neighbours among ${n} rows`)
  const rows = new Int32Array(n * count).fill(-1)
  const distances = new Float32Array(n * count).fill(Number.POSITIVE_INFINITY)
  /** The furthest of each row's nearest so far, squared as all here. */
  const furthest = new Float32Array(n).fill(Number.POSITIVE_INFINITY)
  const put = (row: number, other: number, distance: number) => {
    const first = row * count
    let at = first + count - 1
    for (; at > first && distances[at - 1]! > distance; at--) {
      distances[at] = distances[at - 1]!
      rows[at] = rows[at - 1]!
    }
    distances[at] = distance
    rows[at] = other
    furthest[row] = distances[first + count - 1]!
  }
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(n, from + BLOCK)
    for (let otherFrom = from; otherFrom < n; otherFrom += BLOCK) {
      const otherTo = Math.min(n, otherFrom + BLOCK)
      for (let a = from; a < to; a++)
        for (let b = Math.max(a + 1, otherFrom); b < otherTo; b++) {
          const most = Math.max(furthest[a]!, furthest[b]!)
          const distance = squaredDistance(values, a * width, b * width, width, most)
          if (distance < furthest[a]!) put(a, b, distance)
          if (distance < furthest[b]!) put(b, a, distance)
        }
    }
    // Of n rows those before `to` were compared with all.
    onBlock(1 - ((n - to) / n) ** 2)
  }
  for (let at = 0; at < distances.length; at++) distances[at] = Math.sqrt(distances[at]!)
  return { rows, distances, count }
}

/**
 * Given up where it is no less than `most` already: of components the strongest come first, so that most pairs are told apart by a few.
 * @returns the square, or something that is no less than `most`
 */
function squaredDistance(values: Float32Array, a: number, b: number, width: number, most: number): number {
  let sum = 0
  let k = 0
  for (; k + 7 < width && sum < most; k += 8) {
    const p = values[a + k]! - values[b + k]!
    const q = values[a + k + 1]! - values[b + k + 1]!
    const r = values[a + k + 2]! - values[b + k + 2]!
    const s = values[a + k + 3]! - values[b + k + 3]!
    const t = values[a + k + 4]! - values[b + k + 4]!
    const u = values[a + k + 5]! - values[b + k + 5]!
    const v = values[a + k + 6]! - values[b + k + 6]!
    const w = values[a + k + 7]! - values[b + k + 7]!
    sum += p * p + q * q + r * r + s * s + (t * t + u * u + v * v + w * w)
  }
  if (sum >= most) return sum
  for (; k < width; k++) {
    const p = values[a + k]! - values[b + k]!
    sum += p * p
  }
  return sum
}
