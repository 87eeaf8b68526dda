/** Where a run stands, as plain data: everything besides tensors that a resumed run needs to go on exactly. */
import type { EpochRecord, RunSummary } from '../../protocol'
import { PLATEAU_START, type PlateauState } from '../../recipe/schedule'
import { ASTRAY_START, type AstrayState } from './divergence'
import { STOPPING_START, type StoppingState } from './stopping'

export interface RunClock {
  /** 1-based epoch under way. */
  readonly epoch: number
  /** Batches done in it. */
  readonly batch: number
  /** Optimizer updates done in the run. */
  readonly update: number
  /** Micro-batches done in the run; keys dropout. */
  readonly counter: number
  /** Sums over this epoch's training pictures so far. */
  readonly lossSum: number
  readonly correct: number
  readonly seen: number
  /** Seconds of training in this epoch, and of the whole run, so far. */
  readonly epochSeconds: number
  readonly runSeconds: number
  /** Training pictures and the seconds they took, over the whole run. */
  readonly trainedPictures: number
  readonly trainSeconds: number
  readonly plateau: PlateauState
  readonly stopping: StoppingState
  readonly astray: AstrayState
  readonly history: readonly EpochRecord[]
}

export const CLOCK_START: RunClock = {
  epoch: 1,
  batch: 0,
  update: 0,
  counter: 0,
  lossSum: 0,
  correct: 0,
  seen: 0,
  epochSeconds: 0,
  runSeconds: 0,
  trainedPictures: 0,
  trainSeconds: 0,
  plateau: PLATEAU_START,
  stopping: STOPPING_START,
  astray: ASTRAY_START,
  history: [],
}

/** The epoch whose weights are kept; none where none could be measured. */
export const bestOf = ({ history, stopping }: RunClock): EpochRecord | undefined =>
  history.find((record) => record.epoch === stopping.bestEpoch)

/** A run of at least one epoch, in figures. */
export function summaryOf(clock: RunClock): RunSummary {
  const { history, trainSeconds, trainedPictures, runSeconds } = clock
  const best = bestOf(clock) ?? history.at(-1)!
  const imagesPerSecond = trainSeconds > 0 ? trainedPictures / trainSeconds : 0
  return { bestEpoch: best.epoch, best, epochs: history, imagesPerSecond, seconds: runSeconds }
}
