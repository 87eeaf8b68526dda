/** Early stopping and the memory of the best epoch, as plain data so that a checkpoint holds it. */
import type { RunConfig, Scores } from '../../protocol'

export interface StoppingState {
  /** 1-based epoch of the best validation result; 0 before the first. */
  readonly bestEpoch: number
  readonly bestValue: number
  /** Epochs since then. */
  readonly sinceBest: number
}
export const STOPPING_START: StoppingState = { bestEpoch: 0, bestValue: Number.NaN, sinceBest: 0 }

/** Takes in one epoch's validation scores. A value must be strictly better to count; NaN never is. */
export function stoppingAfter(
  state: StoppingState,
  epoch: number,
  val: Scores,
  metric: RunConfig['stopMetric'],
): { state: StoppingState; best: boolean } {
  const value = metric === 'val-loss' ? -val.loss : val.accuracy
  const best = Number.isFinite(value) && (state.bestEpoch === 0 || value > state.bestValue)
  return best
    ? { state: { bestEpoch: epoch, bestValue: value, sinceBest: 0 }, best }
    : { state: { ...state, sinceBest: state.sinceBest + 1 }, best }
}

/** Whether the run should end now; a patience of 0 never ends it. */
export const shouldStop = (state: StoppingState, patience: number): boolean => patience > 0 && state.sinceBest >= patience
