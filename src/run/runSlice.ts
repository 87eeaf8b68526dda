/** The run that is on, or the last one, and what can be asked of it; the rooms below the Train place know it by this alone. */
import type { RunRecord } from '../../workers/protocol'
import type { RunView } from './runView'

export interface RunSlice {
  readonly run: RunView
  /** Resolves with whether the run ended well (stopped by hand included); failures are reported. */
  train(): Promise<boolean>
  /** Goes on with an interrupted run, after its pictures are open; from a click, as `openFor`. `more`: with one that ended, for so many epochs. Resolves as `train`. */
  resumeRun(record: RunRecord, more?: number): Promise<boolean>
  /** Shows a kept run in place of the last one; not while a run is on. */
  showKept(record: RunRecord): void
  pause(): Promise<void>
  resume(): Promise<void>
  /** Has the run begin with what is known by now of how to compute fastest. */
  skipTuning(): Promise<void>
  stop(): Promise<void>
}
