/** How a run ended, where it is not as it was meant to: one value for every place that names a run. Pure. */
import { OPTIONS, type RunRecord } from '../../workers/protocol'
import type { RunView } from './runView'

/** `diverged`: its steps were too large, whether that left a model or not; `stopped`: by the person. */
export type RunEnd = 'diverged' | 'stopped' | 'failed' | 'interrupted' | 'running'

/** Of a kept run; null where it came to its end, also where that was early since validation did not get better. */
export function endOf({ status, reason, problem }: Pick<RunRecord, 'status' | 'reason' | 'problem'>): RunEnd | null {
  if (problem?.code === 'diverged') return 'diverged'
  if (reason === 'diverged' || reason === 'stopped') return reason
  return status === 'finished' ? null : status
}

/** Of the run that is shown; null as `endOf`, before the first, and while one is on. */
export function shownEnd({ status, reason, log }: Pick<RunView, 'status' | 'reason' | 'log'>): RunEnd | null {
  const last = log.at(-1)
  if (reason === 'diverged' || (last?.kind === 'failed' && last.problem.code === 'diverged')) return 'diverged'
  if (status === 'stopped' || (status === 'finished' && reason === 'stopped')) return 'stopped'
  return status === 'failed' ? 'failed' : null
}

/** How much larger than the default a learning rate may be that is advised. */
const MOST_OF_DEFAULT = 10

/** What to train with after a run that diverged with this learning rate: a tenth of it, or the default where even that would be far above it. */
export function rateAfterDiverging(rate: number): number {
  const tenth = Number((rate / 10).toPrecision(6))
  const { default: usual, min } = OPTIONS.learningRate
  return tenth > MOST_OF_DEFAULT * usual ? usual : Math.max(min, tenth)
}
