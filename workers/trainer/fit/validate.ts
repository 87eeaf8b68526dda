/** One pass over pictures that are judged: logits, and the scores that an epoch's record holds. */
import type { TrainingEngine } from '../../engine/engine'
import { accuracy, argmaxRows, classScores, confusionMatrix } from '../../metrics/confusion'
import { crossEntropy } from '../../metrics/probabilities'
import { type EpochRecord, type Scores, sparseConfusion } from '../../protocol'
import type { LoadedBatch } from './batches'
import type { RunControl, Stream } from './control'

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
  /** The pictures, and how many they are at most. */
  readonly pictures: Stream<LoadedBatch>
  readonly count: number
  readonly classes: readonly string[]
  readonly weights: 'live' | 'ema'
  readonly control: RunControl
  readonly onProgress: (done: number) => void
  /** Sample ids of pictures that could not be decoded, and so are not judged. */
  readonly onFailed: (ids: readonly number[]) => void
  /** Unless said otherwise a stop does not cut it short: how good a run is is the last that it has to know. */
  readonly evenIfStopped?: boolean
}

/** Judges the live or the averaged weights. */
export async function validate(options: ValidateOptions): Promise<Validation> {
  const { engine, pictures, count, classes, weights, control, onProgress, onFailed, evenIfStopped = true } = options
  const logits = new Float32Array(count * classes.length)
  const labels = new Int32Array(count)
  const ids: number[] = []
  for await (const batch of control.each(pictures, { evenIfStopped })) {
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
