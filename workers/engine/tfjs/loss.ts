/** Softmax cross-entropy and its gradient as torch.nn.CrossEntropyLoss computes them, in float64: of labels, and of soft ones. */
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
  const e = options.labelSmoothing
  const weight = (k: number): number => options.classWeights?.[k] ?? 1
  let total = 0
  for (const label of labels) total += weight(label)
  return rows(logits, labels.length, classes, total, {
    label: (i) => labels[i]!,
    target: (i, k) => ((k === labels[i] ? 1 - e : 0) + e / classes) * weight(k),
  })
}

/**
 * The same of soft labels, where torch takes the plain mean of `sum_k w[k] ((1 - e) t[k] + e / K) nll(k)`, whatever the weights add up to
 * (`cross_entropy_loss_prob_target`).
 * @param targets `[n, classes]`: each picture's shares
 */
export function softCrossEntropy(logits: Float32Array, targets: Float32Array, classes: number, options: LossOptions): LossResult {
  const e = options.labelSmoothing
  const n = targets.length / classes
  return rows(logits, n, classes, n, {
    label: (i) => largest(targets, i * classes, classes),
    target: (i, k) => ((1 - e) * targets[i * classes + k]! + e / classes) * (options.classWeights?.[k] ?? 1),
  })
}

/** Where the largest of `count` values from `at` on stands, counted from there; the first of equals. */
function largest(values: Float32Array, at: number, count: number): number {
  let best = 0
  for (let k = 1; k < count; k++) if (values[at + k]! > values[at + best]!) best = k
  return best
}

/** The sum of all rows' losses, `target` by `nll`, over `total`; what is right is `label`. */
function rows(
  logits: Float32Array,
  n: number,
  classes: number,
  total: number,
  { label, target }: { readonly label: (i: number) => number; readonly target: (i: number, k: number) => number },
): LossResult {
  const gradient = new Float32Array(n * classes)
  let loss = 0
  let correct = 0
  for (let i = 0; i < n; i++) {
    const row = logits.subarray(i * classes, (i + 1) * classes)
    if (largest(row, 0, classes) === label(i)) correct++
    const { max, sum } = partition(row, 0, classes)
    const log = max + Math.log(sum)
    let mass = 0
    for (let k = 0; k < classes; k++) {
      mass += target(i, k)
      loss += (target(i, k) * (log - row[k]!)) / total
    }
    for (let k = 0; k < classes; k++) gradient[i * classes + k] = (mass * Math.exp(row[k]! - log) - target(i, k)) / total
  }
  return { loss, correct, gradient }
}
