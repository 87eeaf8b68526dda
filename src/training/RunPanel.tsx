/** The run that is shown: which it is, its figures, its charts, its mistakes, its log. */
import { IconPlayerPlay } from '@tabler/icons-react'
import { useDeferredValue } from 'react'
import { addressOf } from '../page/addresses'
import { Figures } from '../run/Figures'
import { MetricCharts } from '../run/MetricCharts'
import { isActive, shownEpochOf } from '../run/runView'
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
          <ShownEpoch />
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

/** The validation of the epoch that the figures above are of: what was taken for what, and each class. Nothing before the first. */
function ShownEpoch() {
  const { train, runView } = useText()
  const shown = useDeferredValue(useApp((state) => shownEpochOf(state.run)))
  const isOn = useApp((state) => isActive(state.run))
  const names = useApp((state) => state.run.started?.classes)
  if (!shown || !names) return null
  const note = isOn ? runView.confusionOf(shown.epoch) : runView.ofModel(shown.epoch)
  return (
    <div className={classes.pair}>
      <Panel title={train.confusion} note={note}>
        <ConfusionMatrix counts={shown.confusion} names={names} />
      </Panel>
      <Panel title={train.perClass} note={note}>
        <ClassTable scores={shown.perClass} />
      </Panel>
    </div>
  )
}
