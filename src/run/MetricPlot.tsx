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
import { type EpochRow, epochRows, epochTicks, formatTick, type Metric, type ValueAxis, valueTicks } from './chartData'
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
  readonly axis: ValueAxis
}

const TICK = { fill: 'var(--mantine-color-dimmed)' }
const MARGIN = { top: 18, right: 30, bottom: 18, left: 0 }

export const MetricPlot = memo(function MetricPlot({ label, metric, records, epochs, best, axis }: MetricPlotProps) {
  const { numbers, runView } = useText()
  const rows = epochRows(records, metric, epochs)
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
            // Without data of its own, before the first validation, an axis has its ends from here only where nothing may move them.
            allowDataOverflow
            scale={axis.logarithmic ? 'log' : 'linear'}
            domain={[axis.low, axis.high]}
            tickFormatter={(value: number) => formatTick(numbers, metric, axis, value)}
            ticks={valueTicks(axis)}
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
          <StepLine metric={metric} floor={axis.low} />
          <Line
            dataKey={({ val }: EpochRow) => (val === undefined ? undefined : Math.max(axis.low, val))}
            stroke="var(--ty-accent)"
            strokeWidth={2.4}
            // Whole also where they lie on the axis.
            dot={{ r: 3.2, fill: 'var(--ty-accent)', strokeWidth: 0, clipDot: false }}
            isAnimationActive={false}
            type="linear"
          />
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
})

/** The smoothed steps of the run that is shown, as one path. */
function StepLine({ metric, floor }: { readonly metric: Metric; readonly floor: number }) {
  const curve = useApp((state) => state.run.curve)
  const x = useXAxisScale()
  const y = useYAxisScale()
  const points = useMemo(() => smoothed(curve), [curve])
  if (!x || !y) return null
  const at = (value: number | undefined) => (value ?? 0).toFixed(1)
  const path = points
    .filter((point) => Number.isFinite(point[metric]))
    .map((point, i) => `${i === 0 ? 'M' : 'L'}${at(x(point.at))} ${at(y(Math.max(floor, point[metric])))}`)
    .join('')
  return (
    <path className="recharts-line-curve" d={path} fill="none" stroke="var(--ty-train-line)" strokeWidth={1.6} strokeLinejoin="round" />
  )
}
