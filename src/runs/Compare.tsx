/** Two or more runs side by side: curves over one another, figures and settings in columns. */
import { type Ref, useMemo } from 'react'
import { classColor, type RunRecord } from '../../workers/protocol'
import { addressOf } from '../page/addresses'
import { axisOf, epochTicks, formatTick, type Metric, valueTicks } from '../run/chartData'
import { EndMark } from '../run/EndMark'
import { endOf } from '../run/runEnd'
import { LinePlot } from '../ui/LinePlot'
import { Panel } from '../ui/Panel'
import { FigureTable, SettingTable } from './CompareTables'
import { dashOf, markOf, RunMark } from './RunMark'
import { RunName } from './RunName'
import classes from './Runs.module.css'
import { judgedBy, maybeChance } from './runsView'
import { useText } from './words'

interface CompareProps {
  readonly runs: readonly RunRecord[]
  /** For whoever leads here: the list of runs is above it, however long. */
  readonly headingRef: Ref<HTMLHeadingElement>
}

export function Compare({ runs, headingRef }: CompareProps) {
  const { runs: text } = useText()
  return (
    <section className={classes.stack} aria-label={text.compare}>
      <h2 ref={headingRef} tabIndex={-1} className={`${classes.title} ${classes.arrival}`}>
        {text.compare}
      </h2>
      <ul className={classes.legend}>
        {runs.map((run, i) => (
          <li key={run.id}>
            <RunMark index={i} /> <RunName run={run} /> <EndMark end={endOf(run)} />
          </li>
        ))}
      </ul>
      {runs.length === 2 && <Chance runs={runs} />}
      {new Set(runs.map(judgedBy)).size > 1 && <p className={classes.line}>{text.notComparable}</p>}
      <div className={classes.pair}>
        <Curves runs={runs} metric="loss" title={text.lossTitle} />
        <Curves runs={runs} metric="accuracy" title={text.accuracyTitle} />
      </div>
      <FigureTable runs={runs} />
      <SettingTable runs={runs} />
    </section>
  )
}

/** Whether the difference of two runs may be chance, as far as their records tell. */
function Chance({ runs: [a, b] }: { readonly runs: readonly RunRecord[] }) {
  const { runs: text } = useText()
  const said = useMemo(() => a && b && maybeChance(a, b), [a, b])
  if (!said) return null
  return (
    <p className={classes.line}>
      {text.differ(said.pictures)} {text[said.says]} <a href={addressOf('use', 'better')}>{text.measureIt}</a>
    </p>
  )
}

interface CurvesProps {
  readonly runs: readonly RunRecord[]
  readonly metric: Metric
  readonly title: string
}

function Curves({ runs, metric, title }: CurvesProps) {
  const { runView, numbers } = useText()
  const epochs = Math.max(2, ...runs.map((run) => run.epochs.length))
  const axis = axisOf(
    metric,
    [],
    runs.flatMap((run) => run.epochs),
  )
  return (
    <Panel title={title}>
      <LinePlot
        label={`${title}: ${runs.map((run, i) => `${markOf(i)} ${run.name}`).join(', ')}`}
        height={240}
        lines={runs.map((run, i) => ({
          name: run.id,
          color: classColor(i),
          dash: dashOf(i),
          mark: markOf(i),
          dots: true,
          points: run.epochs.map(({ epoch, val }) => ({ x: epoch, y: Math.max(axis.low, val[metric]) })),
        }))}
        x={{
          title: runView.charts.epochs,
          domain: [0.8, epochs + 0.2],
          ticks: epochTicks(epochs).filter((tick) => tick > 0),
          format: String,
        }}
        y={{
          domain: [axis.low, axis.high],
          logarithmic: axis.logarithmic,
          ticks: valueTicks(axis),
          format: (value) => formatTick(numbers, metric, axis, value),
        }}
      />
    </Panel>
  )
}
