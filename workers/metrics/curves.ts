/** ROC and precision-recall curves of one class against the rest, and the areas under them. */

export interface RocCurve {
  /** False and true positive rates, from (0, 0) to (1, 1); NaN throughout where there are no negatives or no positives. */
  readonly fpr: Float64Array
  readonly tpr: Float64Array
  /** Score at or above which each point calls a picture positive, falling; the first is Infinity. */
  readonly thresholds: Float64Array
}

export interface PrecisionRecallCurve {
  /** By rising threshold; the last point is precision 1, recall 0 and has no threshold. */
  readonly precision: Float64Array
  readonly recall: Float64Array
  readonly thresholds: Float64Array
}

/** True and false positives at each distinct score, from the highest down: ties move together. */
function counts(positives: ArrayLike<number>, scores: ArrayLike<number>) {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!)
  const tps: number[] = []
  const fps: number[] = []
  const thresholds: number[] = []
  let tp = 0
  order.forEach((id, i) => {
    tp += positives[id]!
    if (i + 1 < order.length && scores[order[i + 1]!] === scores[id]) return
    tps.push(tp)
    fps.push(i + 1 - tp)
    thresholds.push(scores[id]!)
  })
  return { tps, fps, thresholds }
}

/**
 * sklearn.metrics.roc_curve with `drop_intermediate=False`.
 * @param positives 1 for a positive, 0 otherwise
 * @param scores finite, one each
 */
export function rocCurve(positives: ArrayLike<number>, scores: ArrayLike<number>): RocCurve {
  const { tps, fps, thresholds } = counts(positives, scores)
  const rate = (values: number[]) => {
    const total = values.at(-1) ?? 0
    return Float64Array.from([0, ...values], (v) => (total === 0 ? Number.NaN : v / total))
  }
  return { fpr: rate(fps), tpr: rate(tps), thresholds: Float64Array.from([Number.POSITIVE_INFINITY, ...thresholds]) }
}

/** Area under a ROC curve by the trapezoid rule, 0..1; NaN where a side is missing (sklearn.metrics.auc). */
export function rocAuc(curve: RocCurve): number {
  let area = 0
  for (let i = 1; i < curve.fpr.length; i++) area += ((curve.fpr[i]! - curve.fpr[i - 1]!) * (curve.tpr[i]! + curve.tpr[i - 1]!)) / 2
  return area
}

/** sklearn.metrics.precision_recall_curve; without any positive, recall is taken as 1. */
export function precisionRecallCurve(positives: ArrayLike<number>, scores: ArrayLike<number>): PrecisionRecallCurve {
  const { tps, fps, thresholds } = counts(positives, scores)
  const total = tps.at(-1) ?? 0
  const precision = tps.map((tp, i) => tp / (tp + fps[i]!))
  const recall = tps.map((tp) => (total === 0 ? 1 : tp / total))
  return {
    precision: Float64Array.from([...precision.reverse(), 1]),
    recall: Float64Array.from([...recall.reverse(), 0]),
    thresholds: Float64Array.from(thresholds.reverse()),
  }
}

/** Sum of precision over the steps of recall, not interpolated (sklearn.metrics.average_precision_score); 0 without any positive. */
export function averagePrecision(curve: PrecisionRecallCurve): number {
  let area = 0
  for (let i = 0; i + 1 < curve.recall.length; i++) area += (curve.recall[i]! - curve.recall[i + 1]!) * curve.precision[i]!
  return area
}

/** Every `k`th point so that a chart draws at most `limit`, first and last kept. Returns indices. */
export function thinned(length: number, limit: number): number[] {
  if (length <= limit) return Array.from({ length }, (_, i) => i)
  return Array.from({ length: limit }, (_, i) => Math.round((i * (length - 1)) / (limit - 1)))
}
