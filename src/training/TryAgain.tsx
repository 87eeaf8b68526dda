/** After a run that diverged: the one press that trains again with smaller steps. */
import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { OPTIONS } from '../../workers/protocol'
import { isActive, type RunView } from '../run/runView'
import { compact } from '../ui/format'
import { useApp } from './state'
import { useText } from './words'

/** A tenth of the learning rate of a run that diverged; null for one that did not. */
export function smallerRate({ reason, log, config }: Pick<RunView, 'reason' | 'log' | 'config'>): number | null {
  const last = log.at(-1)
  const diverged = reason === 'diverged' || (last?.kind === 'failed' && last.problem.code === 'diverged')
  return diverged && config ? Math.max(OPTIONS.learningRate.min, Number((config.learningRate / 10).toPrecision(6))) : null
}

export function TryAgain() {
  const { train } = useText()
  const rate = useApp((state) => (isActive(state.run) ? null : smallerRate(state.run)))
  const hasDataset = useApp((state) => state.dataset !== null)
  const setConfig = useApp((state) => state.setConfig)
  const start = useApp((state) => state.train)
  if (rate === null) return null
  const again = () => {
    setConfig({ learningRate: rate })
    void start()
  }
  return (
    <div>
      <Button disabled={!hasDataset} leftSection={<IconRefresh size={16} aria-hidden />} onClick={again}>
        {train.tryAgainWith(compact(rate))}
      </Button>
    </div>
  )
}
