/** From logits to probabilities, and how well those fit the labels: softmax, log loss, Brier score. */
import { partition } from '../model/logits'

/**
 * Softmax of each row of `[n, classes]`, in f64.
 * @param temperature divides the logits; above 1 makes answers less sure
 */
export function softmax(logits: ArrayLike<number>, classes: number, temperature = 1): Float64Array {
  const out = new Float64Array(logits.length)
  for (let start = 0; start < logits.length; start += classes) {
    const row = out.subarray(start, start + classes)
    const { sum } = partition(logits, start, classes, temperature, row)
    for (let c = 0; c < classes; c++) row[c]! /= sum
  }
  return out
}

/**
 * Mean cross-entropy of the labels, natural logarithm (torch.nn.CrossEntropyLoss without smoothing or weights).
 * From logits, so that a very sure wrong answer keeps its true loss.
 */
export function crossEntropy(labels: ArrayLike<number>, logits: ArrayLike<number>, classes: number, temperature = 1): number {
  let total = 0
  for (let i = 0; i < labels.length; i++) {
    const row = i * classes
    const { max, sum } = partition(logits, row, classes, temperature)
    total += Math.log(sum) - (logits[row + labels[i]!]! - max) / temperature
  }
  return total / labels.length
}

/** Smallest probability that `logLoss` takes a logarithm of: f64's epsilon, as sklearn.metrics.log_loss. */
const SMALLEST = Number.EPSILON

/**
 * Mean of -ln p(label) over rows of `[n, classes]` (sklearn.metrics.log_loss).
 * @param clip probabilities are held within clip..1-clip and each row made to sum to 1 again
 */
export function logLoss(labels: ArrayLike<number>, probabilities: ArrayLike<number>, classes: number, clip = SMALLEST): number {
  let total = 0
  for (let i = 0; i < labels.length; i++) {
    let rowSum = 0
    for (let c = 0; c < classes; c++) rowSum += clamp(probabilities[i * classes + c]!, clip)
    total -= Math.log(clamp(probabilities[i * classes + labels[i]!]!, clip) / rowSum)
  }
  return total / labels.length
}

const clamp = (p: number, clip: number) => Math.min(Math.max(p, clip), 1 - clip)

/** Loss of each picture, -ln p(label): what "most wrong" sorts by. */
export function losses(labels: ArrayLike<number>, probabilities: ArrayLike<number>, classes: number): Float64Array {
  return Float64Array.from({ length: labels.length }, (_, i) => -Math.log(Math.max(probabilities[i * classes + labels[i]!]!, SMALLEST)))
}

/** Brier's (1950) own score over all classes, 0..2: the sum over classes of the mean squared error. */
export function brierScoreAll(labels: ArrayLike<number>, probabilities: ArrayLike<number>, classes: number): number {
  let total = 0
  for (let i = 0; i < labels.length; i++) {
    for (let c = 0; c < classes; c++) total += (probabilities[i * classes + c]! - (labels[i] === c ? 1 : 0)) ** 2
  }
  return total / labels.length
}

/** One class against the rest: 1 where the label is `positive`, and the probability of it. */
export function oneVsRest(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
  positive: number,
): { positives: Uint8Array; scores: Float64Array } {
  return {
    positives: Uint8Array.from({ length: labels.length }, (_, i) => (labels[i] === positive ? 1 : 0)),
    scores: Float64Array.from({ length: labels.length }, (_, i) => probabilities[i * classes + positive]!),
  }
}
