/** What a decision threshold other than "the likeliest class" would do. */

export interface ThresholdPoint {
  readonly threshold: number
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
  readonly trueNegatives: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly accuracy: number
}

/**
 * Scores of "positive where the score is at least the threshold" at each threshold; a ratio 0/0 is 0.
 * Sorts once, so a slider may ask for hundreds of points over tens of thousands of pictures.
 */
export function thresholdSweep(positives: ArrayLike<number>, scores: ArrayLike<number>, thresholds: ArrayLike<number>): ThresholdPoint[] {
  const n = scores.length
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!)
  const sorted = Float64Array.from(order, (id) => scores[id]!)
  /** Positives among the first i of the rising order. */
  const below = new Float64Array(n + 1)
  order.forEach((id, i) => {
    below[i + 1] = below[i]! + positives[id]!
  })
  const total = below[n]!
  const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
  return Array.from(thresholds, (threshold) => {
    const first = lowerBound(sorted, threshold)
    const truePositives = total - below[first]!
    const falsePositives = n - first - truePositives
    const falseNegatives = below[first]!
    const trueNegatives = first - falseNegatives
    return {
      threshold,
      truePositives,
      falsePositives,
      falseNegatives,
      trueNegatives,
      precision: ratio(truePositives, truePositives + falsePositives),
      recall: ratio(truePositives, total),
      f1: ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
      accuracy: ratio(truePositives + trueNegatives, n),
    }
  })
}

/** Index of the first value at least `bound` in a rising array. */
function lowerBound(sorted: Float64Array, bound: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const mid = (low + high) >> 1
    if (sorted[mid]! < bound) low = mid + 1
    else high = mid
  }
  return low
}
