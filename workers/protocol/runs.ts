/** Runs as records: what is kept of each, and what the page lists. */
import type { DatasetSummary } from './dataset'
import type { DeviceInfo, EpochRecord, FinishReason, RunSummary, RunTrace } from './events'
import type { RunConfig } from './options'
import type { ProblemData } from './problem'

export interface StoredCheckpoint {
  /** File name in the run's folder. */
  readonly file: string
  /** Where the run goes on: 1-based epoch, batches done in it. */
  readonly epoch: number
  readonly batch: number
  readonly bytes: number
  /** File with the parameters of the best epoch before it; null before the first epoch ended. Records of earlier versions do not say. */
  readonly best?: string | null
}

/** One row of the list of runs, and all that the page needs to compare and repeat it. Tensors lie in files beside. */
export interface RunRecord {
  readonly id: string
  /** Counts up from 1 on this machine: "run 7". */
  readonly number: number
  readonly name: string
  readonly notes: string
  /** ISO 8601. */
  readonly created: string
  readonly status: 'running' | 'interrupted' | 'finished' | 'failed'
  readonly reason: FinishReason | null
  readonly problem: ProblemData | null
  /**
   * What the run goes by: `effective` of what was chosen. One of a version before kept all that was chosen, and goes on with it, a warm-up before
   * one cycle included, so that its numbers stay its own.
   */
  readonly config: RunConfig
  readonly dataset: Pick<DatasetSummary, 'fingerprint' | 'name'>
  readonly classes: readonly string[]
  /** `bundled` is absent in records of an earlier version. */
  readonly weights: { readonly name: string; readonly sha256: string; readonly licence: string; readonly bundled?: boolean }
  readonly device: DeviceInfo
  readonly environment: string
  readonly epochs: readonly EpochRecord[]
  readonly summary: RunSummary | null
  /** Newest last; at most two. */
  readonly checkpoints: readonly StoredCheckpoint[]
  /**
   * File with the parameters that the run never changes, those of blocks that stay frozen: checkpoints and the best epoch's file are without
   * them. Null where every block learns, or before the first checkpoint; records of earlier versions have none.
   */
  readonly frozenFile?: string | null
  /** File with the best epoch's parameters; null before the first epoch ended. */
  readonly bestFile: string | null
  /** The epoch of that file: behind the best of `epochs` where the disk was full since. */
  readonly bestEpoch: number
  /** Paths by split, as the run used them. */
  readonly split: Readonly<Record<'train' | 'val', readonly string[]>>
  /** Class index of each of those paths, training first. */
  readonly labels: readonly number[]
  /** As of the last checkpoint, or the end. Records of earlier versions have none. */
  readonly trace?: RunTrace
  /** Set while deletion can be undone. */
  readonly deletedAt: string | null
}

/** Bytes that the files of all runs take, and may take; `problem` is why none can be kept in this browser, null where they can. */
export interface RunsSpace {
  readonly bytes: number
  readonly budget: number
  readonly problem: ProblemData | null
}

export type RunChange = Partial<Pick<RunRecord, 'name' | 'notes'>>

/** The figures that belong to the weights in `bestFile`; null where there are none. A run on a full disk may have had a better epoch that was not kept. */
export function keptSummary({ summary, epochs, bestEpoch }: Pick<RunRecord, 'summary' | 'epochs' | 'bestEpoch'>): RunSummary | null {
  const best = epochs.find(({ epoch }) => epoch === bestEpoch)
  if (!best) return null
  if (summary) return { ...summary, bestEpoch, best: summary.bestEpoch === bestEpoch ? summary.best : best }
  return { bestEpoch, best, epochs, imagesPerSecond: 0, seconds: 0 }
}
