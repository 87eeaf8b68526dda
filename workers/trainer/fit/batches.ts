/** Where the fit loop gets its batches, whatever is behind: decoded pictures, cached features, made-up ones in tests. */
import type { Batch, TrainingEngine } from '../../engine/engine'
import type { RunControl, Stream } from './control'

export interface LoadedBatch {
  readonly n: number
  readonly input: Batch['input']
  readonly labels: Int32Array
  /** Sample ids, in the batch's order. */
  readonly ids: readonly number[]
  /** Sample ids of pictures that could not be decoded: replaced by others of their class in training, left out in validation. */
  readonly failed: readonly number[]
}

export interface PreparationProgress {
  /** Pictures that are ready, of all views and of validation, and how many there are to be. */
  readonly done: number
  readonly of: number
  /** Of those that became ready just now: how many went through the network; 0 where they were kept. */
  readonly made: number
  /** Each training picture has so many views. */
  readonly views: number
  /** Training pictures. */
  readonly pictures: number
}

/** What a source may use before the first epoch: the engine with the run's network loaded. */
export interface Preparation {
  readonly engine: TrainingEngine
  /** Its streams are walked through `control.each`, which stands still and stops between batches. */
  readonly control: RunControl
  readonly onProgress: (progress: PreparationProgress) => void
  /** Sample ids of pictures of that split that could not be decoded, now or when their features were made. */
  readonly onFailed: (split: 'train' | 'val', ids: ArrayLike<number>) => void
}

export interface BatchSource {
  /** Called once the engine holds the network, before the first batch is asked for; may take long. */
  prepare?(preparation: Preparation): Promise<void>
  readonly trainCount: number
  readonly valCount: number
  /** As planned from `trainCount` (`batchesInEpoch`): what schedules count by. */
  readonly batchesPerEpoch: number
  /** Pictures of each class in the training split. */
  readonly trainCounts: readonly number[]
  /** Pictures that this epoch (1-based) really shows, in batches that are all full but the last. */
  shown(epoch: number): number
  /** Batches `from`.. of an epoch (1-based): the same for the same epoch, always. */
  train(epoch: number, from: number): Stream<LoadedBatch>
  /** The validation pictures, in a fixed order. */
  validation(): Stream<LoadedBatch>
  /** Path of a picture, for messages. */
  pathOf(id: number): string
}

/** What a source of test pictures may use: the engine holds the weights that are scored. */
export interface TestPreparation extends Omit<Preparation, 'onFailed'> {
  readonly onFailed: (ids: ArrayLike<number>) => void
}

/** A run's labelled test pictures. Whatever trains or chooses has a `BatchSource`, which is without them. */
export interface TestSource {
  readonly count: number
  /** Path of a picture, for messages. */
  pathOf(id: number): string
  /** The pictures in a fixed order; of a frozen backbone their features, which are made before this resolves. Null where it was stopped meanwhile. */
  open(preparation: TestPreparation): Promise<Stream<LoadedBatch> | null>
}

/** Pictures in batches `from`..`to` of an epoch that shows `shown`. */
export function picturesIn(shown: number, batchSize: number, from: number, to: number): number {
  return Math.min(to * batchSize, shown) - from * batchSize
}
