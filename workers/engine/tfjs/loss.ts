/** Softmax cross-entropy and its gradient as torch.nn.CrossEntropyLoss computes them, in float64. */
import { partition } from '../../model/logits'

export interface LossOptions {
  readonly labelSmoothing: number
  readonly classWeights: readonly number[] | null
}

export interface LossResult {
  readonly loss: number
  readonly correct: number
  /** d loss / d logits, `[n, classes]`. */
  readonly gradient: Float32Array
}

/**
 * Mean loss over the batch. With class weights the mean is weighted by the labels' weights; with smoothing e each picture's loss is
 * `(1 - e) w[y] nll(y) + e / K sum_k w[k] nll(k)` over that same mean's denominator (PyTorch's `cross_entropy_loss_label_smoothing`).
 * @param logits `[n, classes]`, row-major
 * @param labels `[n]`, each in 0 .. classes - 1
 */
export function crossEntropy(logits: Float32Array, labels: Int32Array, classes: number, options: LossOptions): LossResult {
  const n = labels.length
  const e = options.labelSmoothing
  const weight = (k: number): number => options.classWeights?.[k] ?? 1
  let total = 0
  for (const label of labels) total += weight(label)
  const gradient = new Float32Array(n * classes)
  let loss = 0
  let correct = 0
  for (let i = 0; i < n; i++) {
    const row = logits.subarray(i * classes, (i + 1) * classes)
    const label = labels[i]!
    let best = 0
    for (let k = 1; k < classes; k++) if (row[k]! > row[best]!) best = k
    if (best === label) correct++
    const { max, sum } = partition(row, 0, classes)
    const log = max + Math.log(sum)
    let mass = 0
    const target = (k: number): number => ((k === label ? 1 - e : 0) + e / classes) * weight(k)
    for (let k = 0; k < classes; k++) {
      mass += target(k)
      loss += (target(k) * (log - row[k]!)) / total
    }
    for (let k = 0; k < classes; k++) gradient[i * classes + k] = (mass * Math.exp(row[k]! - log) - target(k)) / total
  }
  return { loss, correct, gradient }
}
