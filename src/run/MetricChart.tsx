/** One metric over the epochs, with its legend and figures; a table one click away. */
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { markEdges } from '../ui/edges'
import { Panel } from '../ui/Panel'
import { useChartToggle } from '../ui/useChartToggle'
import { axisOf, formatMetric, type Metric } from './chartData'
import { EpochMetricTable } from './EpochMetricTable'
import classes from './MetricCharts.module.css'
import { MetricPlot } from './MetricPlot'
import { bestOf, isActive, shownEpochOf } from './runView'
import { smoothed } from './smooth'
import { useApp } from './state'
import { useText } from './words'

interface MetricChartProps {
  readonly title: string
  readonly unit: string
  readonly metric: Metric
}

export function MetricChart({ title, unit, metric }: MetricChartProps) {
  const { runView, numbers } = useText()
  const curve = useApp((state) => state.run.curve)
  const turn = metric === 'loss' ? 0 : 1
  // Deferred: an epoch's end draws much at once, and React may then do it in slices.
  const records = useDeferredValue(
    useLater(
      useApp((state) => state.run.epochs),
      turn * TURN_MS,
    ),
  )
  const epochs = useApp((state) => state.run.started?.epochs ?? state.config.epochs)
  const isLooking = useApp((state) => state.run.phase === 'features')
  const { shown, toggle } = useChartToggle(title)
  const line = useMemo(() => smoothed(curve), [curve])
  const { low, high, logarithmic } = axisOf(metric, line, records)
  // One value for as long as it says the same: the plot is drawn anew only when its axis changes.
  const axis = useMemo(() => ({ low, high, logarithmic }), [low, high, logarithmic])
  const isOn = useApp((state) => isActive(state.run))
  const ended = isOn ? null : shownEpochOf({ status: 'finished', epochs: records })
  const train = (ended ? line.findLast(({ at }) => at <= ended.epoch) : line.at(-1))?.[metric]
  const val = (ended ?? records.at(-1))?.val[metric]
  const empty = line.length === 0 && records.length === 0
  const drawn = useTurn(!empty, turn)
  return (
    <Panel title={title} note={unit} actions={toggle}>
      <div className={classes.legend}>
        <span data-series="train">
          {runView.charts.train} <strong>{train !== undefined && formatMetric(numbers, metric, train)}</strong>
        </span>
        <span data-series="val">
          {runView.charts.val} <strong>{val !== undefined && formatMetric(numbers, metric, val)}</strong>
        </span>
        {ended && <em>{runView.ofModel(ended.epoch)}</em>}
        {logarithmic && <em>{runView.charts.logarithmic}</em>}
      </div>
      {shown === 'table' && (
        <div ref={markEdges} data-keeps="top" className={classes.scroll}>
          <EpochMetricTable metric={metric} records={records} format={(value) => formatMetric(numbers, metric, value)} />
        </div>
      )}
      {shown === 'chart' && !drawn && (
        <p className={classes.waiting}>{isLooking ? runView.charts.waitingForLook : runView.charts.waiting}</p>
      )}
      {shown === 'chart' && drawn && (
        <MetricPlot
          label={`${title} (${unit})`}
          metric={metric}
          records={records}
          epochs={epochs}
          best={bestOf(records)?.epoch ?? null}
          axis={axis}
        />
      )}
    </Panel>
  )
}

/** The charts come with the first step, and each takes the page half of a tenth of a second: one after another they leave room between them. */
const TURN_MS = 60

/** The value as it was `ms` ago. */
function useLater<T>(value: T, ms: number): T {
  const [late, setLate] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return ms === 0 ? value : late
}

/** Whether something may be drawn that is `wanted`, in its turn. */
function useTurn(wanted: boolean, turn: number): boolean {
  const [mine, setMine] = useState(false)
  useEffect(() => {
    if (!wanted) {
      setMine(false)
      return
    }
    const timer = setTimeout(() => setMine(true), turn * TURN_MS)
    return () => clearTimeout(timer)
  }, [wanted, turn])
  return wanted && mine
}
