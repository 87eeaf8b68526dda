/** One pass over the validation pictures: logits, and the scores that an epoch's record holds. */
import type { TrainingEngine } from '../../engine/engine'
import { accuracy, argmaxRows, classScores, confusionMatrix } from '../../metrics/confusion'
import { crossEntropy } from '../../metrics/probabilities'
import { type EpochRecord, type Scores, sparseConfusion } from '../../protocol'
import type { BatchSource } from './batches'
import type { RunControl } from './control'

export interface Validation {
  readonly scores: Scores
  readonly confusion: EpochRecord['confusion']
  readonly perClass: EpochRecord['perClass']
  /** Row-major `[n, classes]`, in the order of `ids`. */
  readonly logits: Float32Array
  readonly labels: Int32Array
  readonly ids: readonly number[]
}

export interface ValidateOptions {
  readonly engine: TrainingEngine
  readonly batches: BatchSource
  readonly classes: readonly string[]
  readonly weights: 'live' | 'ema'
  readonly control: RunControl
  readonly onProgress: (done: number) => void
  /** Sample ids of pictures that could not be decoded, and so are not judged. */
  readonly onFailed: (ids: readonly number[]) => void
}

/** Validates with the live or the averaged weights. A stop does not cut it short: a run's last act is to know how good it is. */
export async function validate({ engine, batches, classes, weights, control, onProgress, onFailed }: ValidateOptions): Promise<Validation> {
  const logits = new Float32Array(batches.valCount * classes.length)
  const labels = new Int32Array(batches.valCount)
  const ids: number[] = []
  for await (const batch of control.each(batches.validation(), { evenIfStopped: true })) {
    onFailed(batch.failed)
    if (batch.n === 0) continue
    const out = await engine.evaluate({ n: batch.n, input: batch.input, labels: batch.labels, counter: 0 }, weights)
    logits.set(out, ids.length * classes.length)
    labels.set(batch.labels, ids.length)
    ids.push(...batch.ids)
    onProgress(ids.length)
  }
  const seen = labels.subarray(0, ids.length)
  const rows = logits.subarray(0, ids.length * classes.length)
  const matrix = confusionMatrix(seen, argmaxRows(rows, classes.length), classes.length)
  const confusion = sparseConfusion(matrix)
  return {
    scores: { loss: crossEntropy(seen, rows, classes.length), accuracy: accuracy(matrix) },
    confusion,
    perClass: classScores(confusion, classes),
    logits: rows,
    labels: seen,
    ids,
  }
}
