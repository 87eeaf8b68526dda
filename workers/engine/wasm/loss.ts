/** Softmax cross-entropy over rows of label probabilities, as torch.nn.CrossEntropyLoss has it for class indices, in float64. */
import { partition } from '../../model/logits'

export interface LossOptions {
  readonly labelSmoothing: number
  readonly classWeights: readonly number[] | null
}

export interface LossResult {
  readonly loss: number
  /** Pictures whose likeliest class is that of their label. */
  readonly correct: number
}

/** Class indices as rows of probabilities, `[n, classes]`. */
export function oneHot(labels: Int32Array, classes: number): Float32Array {
  const rows = new Float32Array(labels.length * classes)
  labels.forEach((label, i) => {
    rows[i * classes + label] = 1
  })
  return rows
}

/** Index of the largest of a row, the first of equals. */
function largest(values: ArrayLike<number>, from: number, count: number): number {
  let best = 0
  for (let k = 1; k < count; k++) if (values[from + k]! > values[from + best]!) best = k
  return best
}

/**
 * Mean loss, of rows that are class indices weighted by their class's weight, of `soft` ones plain, as torch has both; with smoothing e a row is
 * `(1 - e) t + e / K` (PyTorch's `cross_entropy_loss_label_smoothing`). Writes `scale * d loss / d logits` to `gradient`.
 * @param logits, targets, gradient `[n, classes]`, row-major
 */
export function crossEntropy(
  logits: Float32Array,
  targets: Float32Array,
  classes: number,
  { labelSmoothing, classWeights }: LossOptions,
  gradient: Float32Array,
  { scale = 1, soft = false }: { readonly scale?: number; readonly soft?: boolean } = {},
): LossResult {
  const n = targets.length / classes
  const weight = (k: number): number => classWeights?.[k] ?? 1
  const total = soft ? n : targets.reduce((sum, share, at) => sum + share * weight(at % classes), 0)
  let loss = 0
  let correct = 0
  for (let i = 0; i < n; i++) {
    const at = i * classes
    if (largest(logits, at, classes) === largest(targets, at, classes)) correct++
    const { max, sum } = partition(logits, at, classes)
    const log = max + Math.log(sum)
    const target = (k: number): number => ((1 - labelSmoothing) * targets[at + k]! + labelSmoothing / classes) * weight(k)
    let mass = 0
    for (let k = 0; k < classes; k++) {
      mass += target(k)
      loss += (target(k) * (log - logits[at + k]!)) / total
    }
    for (let k = 0; k < classes; k++) gradient[at + k] = (scale * (mass * Math.exp(logits[at + k]! - log) - target(k))) / total
  }
  return { loss, correct }
}
