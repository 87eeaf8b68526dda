/** Whether two ways to answer differ on the same pictures, or only by chance. */
import { STREAM, uniform } from '../random'

/** Counts of pictures by who was right. */
export interface PairedCounts {
  readonly both: number
  readonly onlyA: number
  readonly onlyB: number
  readonly neither: number
}

/**
 * Who was right of two that answered the same pictures.
 * @throws RangeError where the lists differ in length
 */
export function pairedCounts(a: readonly boolean[], b: readonly boolean[]): PairedCounts {
  if (a.length !== b.length) throw new RangeError(`${a.length} answers but ${b.length}`)
  const count = (isA: boolean, isB: boolean) => a.filter((right, i) => right === isA && b[i] === isB).length
  return { both: count(true, true), onlyA: count(true, false), onlyB: count(false, true), neither: count(false, false) }
}

/**
 * McNemar's test (1947), two-sided and exact: the probability of a split of the pictures on which they differ at least as uneven as the one seen, if either were
 * as often the better one. Of a binomial with share 1/2, which is symmetric, twice the lower tail.
 * @returns 0..1; 1 where they differ on none
 */
export function mcnemar({ onlyA, onlyB }: Pick<PairedCounts, 'onlyA' | 'onlyB'>): number {
  const n = onlyA + onlyB
  const least = Math.min(onlyA, onlyB)
  // Logarithms, for 2^-n is nothing to a double beyond 1,074 pictures.
  let term = -n * Math.LN2
  let tail = 0
  for (let k = 0; k <= least; k++) {
    tail += Math.exp(term)
    term += Math.log((n - k) / (k + 1))
  }
  return Math.min(1, 2 * tail)
}

/** Draws of a bootstrap. */
const ROUNDS = 1000
/** The same counts always give the same interval. */
const SEED = 1

/**
 * The bootstrap's 95% percentile interval (Efron 1979) of B's accuracy less A's, the pictures drawn anew with both answers of each.
 * @returns lower and upper end, -1..1; NaN of no pictures
 */
export function differenceInterval({ both, onlyA, onlyB, neither }: PairedCounts): readonly [number, number] {
  const n = both + onlyA + onlyB + neither
  if (n === 0) return [Number.NaN, Number.NaN]
  // A picture counts -1, 1 or 0, whichever of the other two it is.
  const differences = Float64Array.from({ length: ROUNDS }, (_, round) => {
    let sum = 0
    for (let i = 0; i < n; i++) {
      const at = uniform(SEED, STREAM.sample, round, i) * n
      if (at < onlyA) sum--
      else if (at < onlyA + onlyB) sum++
    }
    return sum / n
  }).sort()
  // As numpy.percentile: linear between the two nearest.
  const percentile = (share: number) => {
    const at = share * (ROUNDS - 1)
    const low = Math.floor(at)
    return differences[low]! + (at - low) * ((differences[low + 1] ?? differences[low]!) - differences[low]!)
  }
  return [percentile(0.025), percentile(0.975)]
}
