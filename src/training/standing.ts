/** How a run stands, in a line. */
import { bestBy, type RunView } from '../run/runView'
import type { Text } from './words'

/** Empty before the first. */
export function standing({ train, runView }: Text, run: RunView): string {
  switch (run.status) {
    case 'idle':
      return ''
    case 'stopping':
      return train.stopping(run.phase)
    case 'finished':
      return [run.reason && train.ended[run.reason], run.summary && runView.bestRestored(run.summary.bestEpoch, bestBy(run))]
        .filter(Boolean)
        .join(' ')
    case 'stopped':
      return run.resumed ? train.stoppedAgain : train.stoppedEarly
    case 'failed':
      return train.failed
    default:
      if (run.standing === 'pausing') return train.standing.pausing(run.phase)
      if (run.standing === 'paused') return train.standing.paused
      if (run.phase === 'features' && run.features) return train.features(run.features)
      if (run.testing) return train.testing(run.testing.done, run.testing.of)
      if (run.validation) return train.validating(run.validation.done, run.validation.of)
      return run.phase ? train.phase[run.phase] : ''
  }
}
