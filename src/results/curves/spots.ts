/** Where a threshold stands on the curves, and a curve as the path of a drawing. Pure. */
import type { Threshold } from '../../../workers/protocol'

export interface Spots {
  /** Null where the curve has no point: none of the class, or nothing else, is among the pictures. */
  readonly roc: { readonly x: number; readonly y: number } | null
  readonly precisionRecall: { readonly x: number; readonly y: number } | null
}

export function spotsOf({ truePositives, falsePositives, falseNegatives, trueNegatives }: Threshold): Spots {
  const positives = truePositives + falseNegatives
  const negatives = falsePositives + trueNegatives
  const called = truePositives + falsePositives
  if (positives === 0) return { roc: null, precisionRecall: null }
  const recall = truePositives / positives
  return {
    roc: negatives === 0 ? null : { x: falsePositives / negatives, y: recall },
    // Where nothing is called so, the curve ends at precision 1 (scikit-learn's convention), though the figure counts as 0.
    precisionRecall: { x: recall, y: called === 0 ? 1 : truePositives / called },
  }
}

/** An SVG path through the points that are numbers; empty where there is none. */
export function pathThrough(points: readonly (readonly [x: number, y: number])[]): string {
  return points
    .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
    .map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('')
}
