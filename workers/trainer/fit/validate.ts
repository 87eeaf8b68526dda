/** One pass over the validation pictures: logits, and the scores that an epoch's record holds. */
import type { TrainingEngine } from '../../engine/engine'
import { accuracy, argmaxRows, classScores, confusionMatrix } from '../../metrics/confusion'
import { crossEntropy } from '../../metrics/probabilities'
import { type EpochRecord, type Scores, sparseConfusion } from '../../protocol'
import type { BatchSource } from './batches'
import { breathe, type RunControl } from './control'

export interface Validation {
  readonly scores: Scores
  readonly confusion: EpochRecord['confusion']
  readonly perClass: EpochRecord['perClass']
  /** Row-major `[n, classes]`, in the order of `ids`. */
  readonly logits: Float32Array
  readonly labels: Int32Array
  readonly ids: readonly number[]
}

/** Validates with the live or the averaged weights. A stop does not cut it short: a run's last act is to know how good it is. */
export async function validate(
  engine: TrainingEngine,
  batches: BatchSource,
  classes: readonly string[],
  weights: 'live' | 'ema',
  control: RunControl,
  onProgress: (done: number) => void,
): Promise<Validation> {
  const logits = new Float32Array(batches.valCount * classes.length)
  const labels = new Int32Array(batches.valCount)
  const ids: number[] = []
  for await (const batch of batches.validation(new AbortController().signal)) {
    await control.whilePaused()
    const out = await engine.evaluate({ n: batch.n, input: batch.input, labels: batch.labels, counter: 0 }, weights)
    logits.set(out, ids.length * classes.length)
    labels.set(batch.labels, ids.length)
    ids.push(...batch.ids)
    onProgress(ids.length)
    await breathe()
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
