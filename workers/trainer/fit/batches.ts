/** Where the fit loop gets its batches, whatever is behind: decoded pictures, cached features, made-up ones in tests. */
import type { Batch, TrainingEngine } from '../../engine/engine'

export interface LoadedBatch {
  readonly n: number
  readonly input: Batch['input']
  readonly labels: Int32Array
  /** Sample ids, in the batch's order. */
  readonly ids: readonly number[]
  /** Paths of pictures that could not be decoded and were replaced by others of their class. */
  readonly replaced: readonly string[]
}

/** What a source may use before the first epoch: the engine with the run's network loaded. */
export interface Preparation {
  readonly engine: TrainingEngine
  readonly signal: AbortSignal
  readonly whilePaused: () => Promise<void>
  readonly onProgress: (done: number, of: number) => void
}

export interface BatchSource {
  /** Called once the engine holds the network, before the first batch is asked for; may take long. */
  prepare?(preparation: Preparation): Promise<void>
  readonly trainCount: number
  readonly valCount: number
  readonly batchesPerEpoch: number
  /** Pictures of each class in the training split. */
  readonly trainCounts: readonly number[]
  /** Batches `from`.. of an epoch (1-based): the same for the same epoch, always. */
  train(epoch: number, from: number, signal: AbortSignal): AsyncIterable<LoadedBatch>
  /** The validation pictures, in a fixed order. */
  validation(signal: AbortSignal): AsyncIterable<LoadedBatch>
}

/** Pictures in batches `from`..`to` of an epoch: all are full but the last. */
export function picturesIn(batches: Pick<BatchSource, 'trainCount'>, batchSize: number, from: number, to: number): number {
  return Math.min(to * batchSize, batches.trainCount) - from * batchSize
}
