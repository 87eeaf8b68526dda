/** The run: its buttons, its figures, its charts, its mistakes, its log. */
import { IconPlayerPlay } from '@tabler/icons-react'
import { useDeferredValue } from 'react'
import { addressOf } from '../page/addresses'
import { Figures } from '../run/Figures'
import { MetricCharts } from '../run/MetricCharts'
import { ClassTable } from '../scores/ClassTable'
import { ConfusionMatrix } from '../scores/ConfusionMatrix'
import { EmptyPlace } from '../ui/EmptyPlace'
import { Panel } from '../ui/Panel'
import { Log } from './Log'
import { RunBar } from './RunBar'
import classes from './RunPanel.module.css'
import { useApp } from './state'
import { TryAgain } from './TryAgain'
import { useText } from './words'

export function RunPanel() {
  const text = useText()
  // Deferred: the buttons answer a click at once, and what a run shows is drawn in slices after that.
  const idle = useDeferredValue(useApp((state) => state.run.status === 'idle'))
  const hasDataset = useApp((state) => state.dataset !== null)
  return (
    <>
      <RunBar />
      <TryAgain />
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
          <Figures />
          <MetricCharts />
          <LastEpoch />
          <Panel title={text.train.log}>
            <Log />
          </Panel>
        </>
      )}
    </>
  )
}

/** The validation after the last epoch: what was taken for what, and each class. */
function LastEpoch() {
  const { train, runView } = useText()
  const last = useDeferredValue(useApp((state) => state.run.epochs.at(-1)))
  const names = useApp((state) => state.run.started?.classes)
  return (
    <div className={classes.pair}>
      <Panel title={train.confusion} note={last ? runView.confusionOf(last.epoch) : undefined}>
        {last && names ? <ConfusionMatrix counts={last.confusion} names={names} /> : <p className={classes.later}>{runView.afterFirst}</p>}
      </Panel>
      <Panel title={train.perClass} note={last ? runView.confusionOf(last.epoch) : undefined}>
        {last ? <ClassTable scores={last.perClass} /> : <p className={classes.later}>{runView.afterFirst}</p>}
      </Panel>
    </div>
  )
}
