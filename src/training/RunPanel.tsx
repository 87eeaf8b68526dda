/** The run: its buttons, its figures, its charts, its mistakes, its log. */
import { IconPlayerPlay } from '@tabler/icons-react'
import { useDeferredValue } from 'react'
import { useApp } from '../app/appStore'
import { EmptyPlace } from '../app/EmptyPlace'
import { useText } from '../app/i18n'
import { Panel } from '../app/Panel'
import { ClassTable } from '../results/ClassTable'
import { ConfusionMatrix } from '../results/ConfusionMatrix'
import { ResumeOffer } from '../runs/ResumeOffer'
import { Figures } from './Figures'
import { Log } from './Log'
import { MetricCharts } from './MetricCharts'
import { RunBar } from './RunBar'
import classes from './RunPanel.module.css'

export function RunPanel() {
  const text = useText()
  // Deferred: the buttons answer a click at once, and what a run shows is drawn in slices after that.
  const idle = useDeferredValue(useApp((state) => state.run.status === 'idle'))
  const hasDataset = useApp((state) => state.dataset !== null)
  return (
    <>
      <ResumeOffer />
      <RunBar />
      {idle ? (
        <div className={classes.empty}>
          <EmptyPlace
            level={2}
            icon={<IconPlayerPlay size={28} stroke={1.6} />}
            title={text.train.idleTitle}
            text={hasDataset ? text.train.idleText : text.train.idleNoData}
            action={hasDataset ? undefined : { label: text.train.toData, to: 'data' }}
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
  const { train } = useText()
  const last = useDeferredValue(useApp((state) => state.run.epochs.at(-1)))
  const names = useApp((state) => state.run.started?.classes)
  return (
    <div className={classes.pair}>
      <Panel title={train.confusion} note={last ? train.confusionOf(last.epoch) : undefined}>
        {last && names ? <ConfusionMatrix counts={last.confusion} names={names} /> : <p className={classes.later}>{train.afterFirst}</p>}
      </Panel>
      <Panel title={train.perClass} note={last ? train.confusionOf(last.epoch) : undefined}>
        {last ? <ClassTable scores={last.perClass} /> : <p className={classes.later}>{train.afterFirst}</p>}
      </Panel>
    </div>
  )
}
