/** A square of shares, 0 to 1 both ways, that curves and bars are drawn into. */
import type { ReactNode } from 'react'
import { CartesianGrid, Line, LineChart, ResponsiveContainer, useXAxisScale, useYAxisScale, XAxis, YAxis } from 'recharts'
import { useText } from '../words'
import classes from './Curves.module.css'
import { pathThrough } from './spots'

interface UnitChartProps {
  readonly label: string
  readonly x: string
  readonly y: string
  readonly children: ReactNode
}

const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1]
const TICK = { fill: 'var(--mantine-color-dimmed)' }
const ENDS = [
  { x: 0, y: 0 },
  { x: 1, y: 1 },
]

export function UnitChart({ label, x, y, children }: UnitChartProps) {
  const { numbers } = useText()
  const percent = (share: number) => numbers.percent(share, 0)
  return (
    <div className={classes.chart} role="img" aria-label={label}>
      <ResponsiveContainer width="100%" height="100%" debounce={100}>
        <LineChart data={ENDS} margin={{ top: 10, right: 22, bottom: 20, left: 8 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--ty-line)" />
          <XAxis
            dataKey="x"
            type="number"
            domain={[0, 1]}
            ticks={TICKS}
            tickFormatter={percent}
            stroke="var(--mantine-color-default-border)"
            tickLine={false}
            tick={TICK}
            label={{ value: x, position: 'insideBottom', offset: -12 }}
          />
          <YAxis
            domain={[0, 1]}
            ticks={TICKS}
            tickFormatter={percent}
            width={56}
            axisLine={false}
            tickLine={false}
            tick={TICK}
            label={{ value: y, angle: -90, position: 'insideLeft', offset: 2, style: { textAnchor: 'middle' } }}
          />
          {/* Not to be seen: an axis without a line of the chart's own has no scale. */}
          <Line dataKey="y" stroke="none" dot={false} activeDot={false} isAnimationActive={false} />
          {children}
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
}

interface CurveProps {
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly color: string
  readonly width?: number
  readonly dashed?: boolean
}

/** A polyline through points of the chart; nothing where none is a number. */
export function Curve({ x, y, color, width = 2.2, dashed = false }: CurveProps) {
  const across = useXAxisScale()
  const up = useYAxisScale()
  if (!across || !up) return null
  const path = pathThrough(x.map((value, i) => [across(value) ?? Number.NaN, up(y[i] ?? Number.NaN) ?? Number.NaN]))
  if (path === '') return null
  return (
    <path d={path} fill="none" stroke={color} strokeWidth={width} strokeLinejoin="round" strokeDasharray={dashed ? '4 4' : undefined} />
  )
}

/** The point at which the threshold stands. */
export function Spot({ x, y, color }: { readonly x: number; readonly y: number; readonly color: string }) {
  const across = useXAxisScale()
  const up = useYAxisScale()
  if (!across || !up || !Number.isFinite(x) || !Number.isFinite(y)) return null
  return (
    <circle
      cx={across(x)}
      cy={up(y)}
      r={6}
      fill={color}
      stroke="var(--ty-surface)"
      strokeWidth={2}
      data-spot={`${x.toFixed(4)} ${y.toFixed(4)}`}
    />
  )
}

/** A bar from one share to another, as high as a third. */
export function Bin({
  from,
  to,
  height,
  color,
}: {
  readonly from: number
  readonly to: number
  readonly height: number
  readonly color: string
}) {
  const across = useXAxisScale()
  const up = useYAxisScale()
  if (!across || !up) return null
  const [left = 0, right = 0, top = 0, bottom = 0] = [across(from), across(to), up(height), up(0)]
  return (
    <rect
      x={left + 1}
      width={Math.max(0, right - left - 2)}
      y={top}
      height={Math.max(0, bottom - top)}
      fill={color}
      fillOpacity={0.75}
      rx={2}
    />
  )
}
