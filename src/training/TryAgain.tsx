/** After a run that diverged: the one press that trains again with smaller steps. The bar has the one that is filled. */
import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { RunConfig } from '../../workers/protocol'
import { rateAfterDiverging, shownEnd } from '../run/runEnd'
import { isActive, type RunView } from '../run/runView'
import { compact } from '../ui/format'
import { useApp } from './state'
import { useText } from './words'

/** What to try after the run that is shown; null where it did not diverge, or where the next run (`config`) has such a rate already: Train is the press then. */
export function smallerRate({ run, config }: { readonly run: RunView; readonly config: Pick<RunConfig, 'learningRate'> }): number | null {
  if (isActive(run) || !run.config || shownEnd(run) !== 'diverged') return null
  const rate = rateAfterDiverging(run.config.learningRate)
  return config.learningRate > rate ? rate : null
}

export function TryAgain() {
  const { train } = useText()
  const rate = useApp(smallerRate)
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
      <Button variant="default" disabled={!hasDataset} leftSection={<IconRefresh size={16} aria-hidden />} onClick={again}>
        {train.tryAgainWith(compact(rate))}
      </Button>
    </div>
  )
}
