/** Runs as records: what is kept of each, and what the page lists. */
import type { RunSummary, RunTrace } from './events'
import type { RunConfig } from './options'
import type { ProblemData } from './problem'
import type { changeShape, checkpointShape, recordShape, Shaped, searchShape } from './recordShape'

export type StoredCheckpoint = Shaped<typeof checkpointShape>

/** One row of the list of runs, and all that the page needs to compare and repeat it. Tensors lie in files beside. */
export interface RunRecord extends Omit<Shaped<typeof recordShape>, 'config' | 'trace' | 'search'> {
  /** Counts up from 1 on this machine: "run 7". */
  readonly number: number
  readonly problem: ProblemData | null
  /**
   * What the run goes by: `effective` of what was chosen. One of a version before kept all that was chosen, and goes on with it, a warm-up before
   * one cycle included, so that its numbers stay its own.
   */
  readonly config: RunConfig
  readonly trace?: RunTrace
  /** `from`: the recipe that the search began with; absent in the first trial, whose own it is, in trials of earlier versions, and in files, which are of no search. */
  readonly search?: Shaped<typeof searchShape> & { readonly from?: RunConfig }
  /** Set while deletion can be undone. */
  readonly deletedAt: string | null
}

/** Bytes that the files of all runs take, and may take, and those of each run by its id; `problem` is why none can be kept in this browser, null where they can. */
export interface RunsSpace {
  readonly bytes: number
  readonly budget: number
  readonly byRun: Readonly<Record<string, number>>
  readonly problem: ProblemData | null
}

/**
 * What is other about the pictures that are open than it was when a run began, in pictures: with another class, left out or gone, on another side of the split, and those
 * that a run of the same recipe would take besides. A picture may be counted as moved and as relabelled.
 */
export interface ChangedSince {
  readonly relabelled: number
  readonly leftOut: number
  readonly moved: number
  readonly added: number
}

export type RunChange = Shaped<typeof changeShape>

/** The figures that belong to the weights in `bestFile`; null where there are none. A run on a full disk may have had a better epoch that was not kept. */
export function keptSummary({ summary, epochs, bestEpoch }: Pick<RunRecord, 'summary' | 'epochs' | 'bestEpoch'>): RunSummary | null {
  const best = epochs.find(({ epoch }) => epoch === bestEpoch)
  if (!best) return null
  const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0)
  if (summary) {
    // Weights of another epoch were never scored.
    const test = summary.test?.epoch === bestEpoch ? summary.test : null
    // One that was to learn longer and was broken off has learnt more since than its summary says.
    const all = summary.epochs.length === epochs.length ? {} : { epochs, seconds }
    return { ...summary, ...all, bestEpoch, best: summary.bestEpoch === bestEpoch ? summary.best : best, test }
  }
  return { bestEpoch, best, epochs, imagesPerSecond: 0, seconds }
}
