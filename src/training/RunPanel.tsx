/** The run that is shown: which it is, its figures, its charts, its mistakes, its log. */
import { IconPlayerPlay } from '@tabler/icons-react'
import { useDeferredValue } from 'react'
import { addressOf } from '../page/addresses'
import { Figures } from '../run/Figures'
import { MetricCharts } from '../run/MetricCharts'
import { ClassTable } from '../scores/ClassTable'
import { ConfusionMatrix } from '../scores/ConfusionMatrix'
import { EmptyPlace } from '../ui/EmptyPlace'
import { Panel } from '../ui/Panel'
import { SearchPanel } from './find/SearchPanel'
import { Log } from './Log'
import classes from './RunPanel.module.css'
import { ShownRun } from './ShownRun'
import { useApp } from './state'
import { TryAgain } from './TryAgain'
import { useText } from './words'

export function RunPanel() {
  const text = useText()
  // Deferred: the buttons answer a click at once, and what a run shows is drawn in slices after that.
  const idle = useDeferredValue(useApp((state) => state.run.status === 'idle'))
  const hasDataset = useApp((state) => state.dataset !== null)
  const hasLog = useApp((state) => state.run.log.length > 0)
  return (
    <>
      <TryAgain />
      <SearchPanel />
      {idle ? (
        <div className={classes.empty}>
          <EmptyPlace
            level={2}
            icon={<IconPlayerPlay size={28} stroke={1.6} />}
            title={text.train.idleTitle}
            text={hasDataset ? text.train.idleText : text.train.idleNoData}
            action={hasDataset ? undefined : { label: text.goTo.data, href: addressOf('data') }}
          />
        </div>
      ) : (
        <>
          <ShownRun />
          <Figures />
          <MetricCharts />
          <LastEpoch />
          {hasLog && (
            <Panel title={text.train.log}>
              <Log />
            </Panel>
          )}
        </>
      )}
    </>
  )
}

/** The validation after the last epoch: what was taken for what, and each class. Nothing before the first. */
function LastEpoch() {
  const { train, runView } = useText()
  const last = useDeferredValue(useApp((state) => state.run.epochs.at(-1)))
  const names = useApp((state) => state.run.started?.classes)
  if (!last || !names) return null
  return (
    <div className={classes.pair}>
      <Panel title={train.confusion} note={runView.confusionOf(last.epoch)}>
        <ConfusionMatrix counts={last.confusion} names={names} />
      </Panel>
      <Panel title={train.perClass} note={runView.confusionOf(last.epoch)}>
        <ClassTable scores={last.perClass} />
      </Panel>
    </div>
  )
}
