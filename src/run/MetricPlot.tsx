/**
 * The drawing of one metric. The chart itself changes once an epoch; the line of steps, which changes several times a
 * second, is one path of its own on the chart's scales, so that a long run never keeps the page busy.
 */
import { memo, useMemo } from 'react'
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  useXAxisScale,
  useYAxisScale,
  XAxis,
  YAxis,
} from 'recharts'
import type { EpochRecord } from '../../workers/protocol'
import { ChartTooltip } from './ChartTooltip'
import { epochRows, epochTicks, type Metric, valueTicks } from './chartData'
import classes from './MetricCharts.module.css'
import { smoothed } from './smooth'
import { useApp } from './state'
import { useText } from './words'

interface MetricPlotProps {
  readonly label: string
  readonly metric: Metric
  readonly records: readonly EpochRecord[]
  readonly epochs: number
  readonly best: number | null
  readonly low: number
  readonly high: number
}

const TICK = { fill: 'var(--mantine-color-dimmed)' }
const MARGIN = { top: 18, right: 30, bottom: 18, left: 0 }

export const MetricPlot = memo(function MetricPlot({ label, metric, records, epochs, best, low, high }: MetricPlotProps) {
  const { numbers, runView } = useText()
  const rows = epochRows(records, metric, epochs)
  const tick = (value: number) => (metric === 'loss' ? numbers.fixed(value, high <= 0.1 ? 2 : 1) : numbers.percent(value, 0))
  return (
    <div className={classes.chart} role="img" aria-label={label}>
      <ResponsiveContainer width="100%" height="100%" debounce={100}>
        <LineChart data={rows} margin={MARGIN} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--ty-line)" vertical={false} />
          <XAxis
            dataKey="epoch"
            type="number"
            domain={[0, epochs]}
            ticks={epochTicks(epochs)}
            stroke="var(--mantine-color-default-border)"
            tickLine={false}
            tick={TICK}
            label={{ value: runView.charts.epochs, position: 'insideBottom', offset: -10 }}
          />
          <YAxis
            domain={[low, high]}
            tickFormatter={tick}
            ticks={valueTicks(low, high)}
            width={46}
            axisLine={false}
            tickLine={false}
            tick={TICK}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--mantine-color-dimmed)' }}
            content={<ChartTooltip metric={metric} />}
          />
          {best !== null && (
            <ReferenceLine
              x={best}
              stroke="var(--ty-accent)"
              strokeDasharray="3 3"
              label={{ value: runView.charts.best(best), position: 'top' }}
            />
          )}
          <StepLine metric={metric} />
          <Line
            dataKey="val"
            stroke="var(--ty-accent)"
            strokeWidth={2.4}
            dot={{ r: 3.2, fill: 'var(--ty-accent)', strokeWidth: 0 }}
            isAnimationActive={false}
            type="linear"
          />
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
})

/** The smoothed steps of the run that is shown, as one path. */
function StepLine({ metric }: { readonly metric: Metric }) {
  const curve = useApp((state) => state.run.curve)
  const x = useXAxisScale()
  const y = useYAxisScale()
  const points = useMemo(() => smoothed(curve), [curve])
  if (!x || !y) return null
  const at = (value: number | undefined) => (value ?? 0).toFixed(1)
  const path = points
    .filter((point) => Number.isFinite(point[metric]))
    .map((point, i) => `${i === 0 ? 'M' : 'L'}${at(x(point.at))} ${at(y(point[metric]))}`)
    .join('')
  return (
    <path className="recharts-line-curve" d={path} fill="none" stroke="var(--ty-train-line)" strokeWidth={1.6} strokeLinejoin="round" />
  )
}
