/** Whether "90% sure" is right 90% of the time: reliability bins, expected calibration error, temperature scaling. */
import { partition } from '../model/logits'
import { argmaxRows } from './confusion'
import { crossEntropy } from './probabilities'

export interface ReliabilityBin {
  /** The bin's edges; a value on an inner edge belongs to the bin below it, as in sklearn.calibration.calibration_curve. */
  readonly from: number
  readonly to: number
  readonly count: number
  /** Mean of the predicted probabilities, and share that came true; null for an empty bin. */
  readonly predicted: number | null
  readonly observed: number | null
}

/**
 * Bins of equal width over 0..1.
 * @param happened 1 where the event came true, 0 otherwise
 * @param probabilities of the event, 0..1
 */
export function reliabilityBins(happened: ArrayLike<number>, probabilities: ArrayLike<number>, bins = 10): ReliabilityBin[] {
  const step = 1 / bins
  const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? 1 : i * step))
  const totals = edges.slice(1).map(() => ({ count: 0, predicted: 0, observed: 0 }))
  for (let i = 0; i < probabilities.length; i++) {
    let bin = 0
    while (bin < bins - 1 && probabilities[i]! > edges[bin + 1]!) bin++
    const total = totals[bin]!
    total.count++
    total.predicted += probabilities[i]!
    total.observed += happened[i]!
  }
  return totals.map(({ count, predicted, observed }, i) => ({
    from: edges[i]!,
    to: edges[i + 1]!,
    count,
    predicted: count === 0 ? null : predicted / count,
    observed: count === 0 ? null : observed / count,
  }))
}

/** Bins of the likeliest class' probability against whether it was right. */
export function confidenceBins(labels: ArrayLike<number>, probabilities: ArrayLike<number>, classes: number, bins = 10): ReliabilityBin[] {
  const predicted = argmaxRows(probabilities, classes)
  return reliabilityBins(
    predicted.map((c, i) => (c === labels[i] ? 1 : 0)),
    Float64Array.from(predicted, (c, i) => probabilities[i * classes + c]!),
    bins,
  )
}

/** Mean gap between sureness and being right, weighted by the bins' counts, 0..1 (ECE; Naeini et al. 2015, Guo et al. 2017). */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((n, bin) => n + bin.count, 0)
  return bins.reduce((error, bin) => error + (bin.count / total) * Math.abs((bin.predicted ?? 0) - (bin.observed ?? 0)), 0)
}

export interface TemperatureFit {
  /** Divide logits by this. 1 where there is nothing to fit. */
  readonly temperature: number
  /** Mean cross-entropy before and after. */
  readonly before: number
  readonly after: number
  /** Whether the loss is least there; not where it falls on and on to the end of the range, which says nothing. */
  readonly isFitted: boolean
}

/** Temperatures that a fit may give: outside them the validation pictures are all right or uninformative, and the answer means nothing. */
const RANGE = { min: 0.05, max: 20 }

/**
 * The temperature that minimises the labels' cross-entropy (Guo et al. 2017). It never changes which class is likeliest.
 * The loss is convex in b = 1/temperature with derivative mean(sum_c p_c z_c - z_label), so its root is found by bisection.
 * @param logits `[n, classes]` of validation pictures, which the network did not learn from
 */
export function fitTemperature(labels: ArrayLike<number>, logits: ArrayLike<number>, classes: number): TemperatureFit {
  const before = crossEntropy(labels, logits, classes)
  if (labels.length === 0) return { temperature: 1, before: 0, after: 0, isFitted: false }
  let low = 1 / RANGE.max
  let high = 1 / RANGE.min
  for (let i = 0; i < 60; i++) {
    const mid = (low + high) / 2
    if (slope(labels, logits, classes, 1 / mid) > 0) high = mid
    else low = mid
  }
  const temperature = 2 / (low + high)
  const isFitted = temperature > 1.001 * RANGE.min && temperature < 0.999 * RANGE.max
  return { temperature, before, after: crossEntropy(labels, logits, classes, temperature), isFitted }
}

function slope(labels: ArrayLike<number>, logits: ArrayLike<number>, classes: number, temperature: number): number {
  const terms = new Float64Array(classes)
  let total = 0
  for (let i = 0; i < labels.length; i++) {
    const row = i * classes
    const { max, sum } = partition(logits, row, classes, temperature, terms)
    let mean = 0
    for (let c = 0; c < classes; c++) mean += terms[c]! * (logits[row + c]! - max)
    total += mean / sum - (logits[row + labels[i]!]! - max)
  }
  return total
}
