/** The Results place: figures and advice, mistakes, curves, pictures, Grad-CAM, classes, epochs, the report. */
import { Button, Tabs } from '@mantine/core'
import { IconArrowRight, IconChartBar } from '@tabler/icons-react'
import { titleOf } from '../dataset/title'
import { addressOf, useTabs } from '../page/addresses'
import { EndMark } from '../run/EndMark'
import { MetricCharts } from '../run/MetricCharts'
import { shownEnd } from '../run/runEnd'
import { bestBy, bestOf, isActive } from '../run/runView'
import { ReopenOffer } from '../runs/ReopenOffer'
import { reopenable } from '../runs/runsView'
import { SinceRun } from '../runs/SinceLine'
import { ClassTable } from '../scores/ClassTable'
import { EmptyPlace } from '../ui/EmptyPlace'
import { Panel } from '../ui/Panel'
import rows from '../ui/tabs.module.css'
import { Confusion } from './confusion/Confusion'
import { Curves } from './curves/Curves'
import { EpochTable } from './EpochTable'
import { Explain } from './explain/Explain'
import { WeakSpots } from './failing/WeakSpots'
import { Overview } from './Overview'
import { Gallery } from './pictures/Gallery'
import classes from './ResultsPlace.module.css'
import { useApp } from './state'
import { TestScore } from './TestScore'
import { useText } from './words'

const TABS = ['overview', 'test', 'confusion', 'curves', 'pictures', 'explain', 'epochs'] as const
/** Tabs of earlier versions, by where their content is now: addresses that somebody kept lead there. */
const MOVED: Readonly<Record<string, (typeof TABS)[number]>> = { classes: 'confusion', report: 'overview' }

export function ResultsPlace() {
  const text = useText()
  const tabs = useTabs('results', TABS, MOVED)
  const { results, goTo, runView } = text
  const run = useApp((state) => state.run)
  const canReopen = useApp((state) => reopenable(state.runs) !== null)
  const hasDataset = useApp((state) => state.dataset !== null)
  const name = useApp((state) => state.runs?.find(({ id }) => id === state.run.started?.runId)?.name)
  const shownName = run.keptName === null ? '' : (name ?? run.keptName)
  const best = bestOf(run.epochs)
  const end = shownEnd(run)
  const planned = run.started?.epochs ?? run.epochs.length
  // Without test pictures there is nothing to see; an address that names the tab is answered.
  const hasTest = (run.started?.testCount ?? 0) > 0
  if (!best)
    return (
      <EmptyPlace
        icon={<IconChartBar size={28} stroke={1.6} />}
        title={canReopen ? text.runs.nothingOpen : results.emptyTitle}
        text={canReopen ? text.runs.isKept : results.emptyText}
        action={hasDataset ? { label: goTo.train, href: addressOf('train') } : { label: goTo.data, href: addressOf('data') }}
        isSecond={canReopen}
      >
        <ReopenOffer />
      </EmptyPlace>
    )
  const classNames = run.started?.classes ?? best.perClass.map(({ name }) => name)
  return (
    <>
      <header className={classes.header}>
        <div>
          <h1 className={classes.title}>
            {results.title} {!isActive(run) && <EndMark end={end} />}
          </h1>
          <p className={classes.line}>
            {isActive(run)
              ? results.running
              : [
                  run.keptName !== null && text.results.keptRun(shownName),
                  // Runs are called after their pictures, unless a person called them otherwise.
                  run.dataset && !shownName.startsWith(titleOf(text, run.dataset)) && titleOf(text, run.dataset),
                  end === 'stopped' && results.stoppedAfter(run.epochs.length, planned),
                  end === 'diverged' && results.divergedAfter(run.epochs.length, planned),
                  runView.bestRestored(best.epoch, bestBy(run)),
                ]
                  .filter(Boolean)
                  .join(' · ')}
          </p>
          {!isActive(run) && <SinceRun className={classes.since} id={run.started?.runId} />}
        </div>
        {run.status === 'finished' && (
          <Button
            component="a"
            href={addressOf('use')}
            // A model that went astray is not what is asked for next.
            variant={end === 'diverged' ? 'default' : 'filled'}
            rightSection={<IconArrowRight size={17} aria-hidden />}
          >
            {results.toUse}
          </Button>
        )}
      </header>
      <Tabs {...tabs} keepMounted={false}>
        <Tabs.List className={rows.tabs}>
          {TABS.filter((tab) => tab !== 'test' || hasTest || tabs.value === 'test').map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {results.tabs[tab]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview best={best} />
        </Tabs.Panel>
        <Tabs.Panel value="test">
          <TestScore best={best} />
        </Tabs.Panel>
        <Tabs.Panel value="confusion">
          <div className={classes.stack}>
            <Confusion records={run.epochs} best={best} names={classNames} />
            <Panel title={results.classTitle} note={runView.confusionOf(best.epoch)}>
              <ClassTable scores={best.perClass} />
            </Panel>
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="curves">
          <Curves />
        </Tabs.Panel>
        <Tabs.Panel value="pictures">
          <div className={classes.stack}>
            <Gallery />
            <WeakSpots />
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="explain">
          <Explain />
        </Tabs.Panel>
        <Tabs.Panel value="epochs">
          <div className={classes.stack}>
            <MetricCharts />
            <Panel title={results.epochsTitle}>
              <EpochTable records={run.epochs} best={best.epoch} />
            </Panel>
          </div>
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
