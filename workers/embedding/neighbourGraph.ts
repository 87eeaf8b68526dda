/** Which rows are the nearest to each row: all pairs are compared, block by block. */

import type { Rows } from './components'
import { InnerProducts } from './products'

export interface NeighbourGraph {
  /** `[n, count]`, the nearest first, a row itself not among them. */
  readonly rows: Int32Array
  /** Euclidean, likewise. */
  readonly distances: Float32Array
  readonly count: number
}

/** Rows of a block: two blocks of 50 numbers a row and their products stay in a processor's cache. */
const BLOCK = 128

/**
 * The `count` nearest rows of each by the Euclidean distance: of all pairs, in f32, so that rows are told apart down to rounding; those that are found are put in order
 * by their distance as it is. Of equal distances whichever was seen first.
 *
 * @param onBlock called with the share of pairs that were compared, 0..1; what it throws ends the search
 * @throws RangeError where there are not more than `count` rows
 */
export function neighbourGraph({ values, width }: Rows, count: number, onBlock: (share: number) => void): NeighbourGraph {
  const n = values.length / width
  if (n <= count) throw new RangeError(`${count} neighbours among ${n} rows`)
  const squares = squaresOf({ values, width })
  const rows = new Int32Array(n * count).fill(-1)
  const distances = new Float32Array(n * count).fill(Number.POSITIVE_INFINITY)
  /** The furthest of each row's nearest so far, squared as all here. */
  const furthest = new Float32Array(n).fill(Number.POSITIVE_INFINITY)
  const put = (row: number, other: number, distance: number) => {
    insert(rows, distances, row * count, count, other, distance)
    furthest[row] = distances[(row + 1) * count - 1]!
  }
  // The square of p's distance to q is the inner product of (p, p², 1) with (-2 q, 1, q²).
  const inner = new InnerProducts(width + 2, BLOCK, BLOCK)
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(n, from + BLOCK)
    for (let a = from; a < to; a++) {
      const into = inner.a(a - from)
      into.set(values.subarray(a * width, (a + 1) * width))
      into[width] = squares[a]!
      into[width + 1] = 1
    }
    for (let otherFrom = from; otherFrom < n; otherFrom += BLOCK) {
      const otherTo = Math.min(n, otherFrom + BLOCK)
      for (let b = otherFrom; b < otherTo; b++) {
        const into = inner.b(b - otherFrom)
        for (let k = 0; k < width; k++) into[k] = -2 * values[b * width + k]!
        into[width] = 1
        into[width + 1] = squares[b]!
      }
      const { products, columns } = inner.of(to - from, otherTo - otherFrom)
      for (let a = from; a < to; a++) {
        const at = (a - from) * columns - otherFrom
        for (let b = Math.max(a + 1, otherFrom); b < otherTo; b++) {
          const distance = products[at + b]!
          if (distance < furthest[a]!) put(a, b, distance)
          if (distance < furthest[b]!) put(b, a, distance)
        }
      }
    }
    // Of n rows those before `to` were compared with all.
    onBlock(1 - ((n - to) / n) ** 2)
  }
  return measured({ values, width }, rows, count)
}

/** The same neighbours by their distances as they are, which small ones among large numbers lose in the products. */
function measured({ values, width }: Rows, found: Int32Array, count: number): NeighbourGraph {
  const rows = new Int32Array(found.length).fill(-1)
  const distances = new Float32Array(found.length).fill(Number.POSITIVE_INFINITY)
  for (let at = 0; at < found.length; at++) {
    const [first, other] = [at - (at % count), found[at]!]
    const row = first / count
    let sum = 0
    for (let k = 0; k < width; k++) sum += (values[row * width + k]! - values[other * width + k]!) ** 2
    insert(rows, distances, first, count, other, Math.sqrt(sum))
  }
  return { rows, distances, count }
}

/** Puts a row among the nearest that begin at `first`, whose last is lost. */
function insert(rows: Int32Array, distances: Float32Array, first: number, count: number, row: number, distance: number): void {
  let at = first + count - 1
  for (; at > first && distances[at - 1]! > distance; at--) {
    distances[at] = distances[at - 1]!
    rows[at] = rows[at - 1]!
  }
  distances[at] = distance
  rows[at] = row
}

function squaresOf({ values, width }: Rows): Float32Array {
  return Float32Array.from({ length: values.length / width }, (_, row) => {
    let sum = 0
    for (let k = 0; k < width; k++) sum += values[row * width + k]! ** 2
    return sum
  })
}
