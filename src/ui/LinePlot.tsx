/** Lines over one axis, drawn small: the schedule, the learning-rate sweep, runs side by side. */
import { memo } from 'react'
import { CartesianGrid, Line, LineChart, ReferenceDot, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import classes from './LinePlot.module.css'

export interface PlotLine {
  readonly name: string
  readonly color: string
  /** Rising in x. Values that are not finite are left out. */
  readonly points: readonly { readonly x: number; readonly y: number }[]
  readonly dots?: boolean
  readonly thin?: boolean
  /** Lengths of strokes and gaps as SVG has them, px: lines are told apart by more than colour. */
  readonly dash?: string | undefined
  /** A letter or two at its end. */
  readonly mark?: string
}

interface Axis {
  readonly logarithmic?: boolean
  readonly domain: readonly [number, number]
  readonly ticks?: readonly number[]
  readonly format: (value: number) => string
}

interface LinePlotProps {
  /** For those who cannot see it: what is drawn and how it runs. */
  readonly label: string
  readonly lines: readonly PlotLine[]
  readonly x: Axis & { readonly title: string }
  readonly y: Axis
  /** A value of x to point out. */
  readonly highlight?: { readonly x: number; readonly label: string } | null
  /** Pixels. */
  readonly height: number
}

/** The x that a line ends at. */
const endOf = ({ points }: PlotLine): number => points.findLast(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))?.x ?? Number.NaN

const TICK = { fill: 'var(--mantine-color-dimmed)' }
const MARGIN = { top: 16, right: 22, bottom: 18, left: 0 }

/** One row per x with a value of each line, as recharts wants it. */
function rowsOf(lines: readonly PlotLine[]): Record<string, number>[] {
  const rows = new Map<number, Record<string, number>>()
  lines.forEach(({ points }, i) => {
    for (const { x, y } of points) {
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue
      const row = rows.get(x) ?? { x }
      row[`y${i}`] = y
      rows.set(x, row)
    }
  })
  return [...rows.values()].sort((a, b) => (a.x ?? 0) - (b.x ?? 0))
}

export const LinePlot = memo(function LinePlot({ label, lines, x, y, highlight, height }: LinePlotProps) {
  return (
    <div className={classes.plot} style={{ height }} role="img" aria-label={label}>
      <ResponsiveContainer width="100%" height="100%" debounce={100}>
        <LineChart data={rowsOf(lines)} margin={MARGIN} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--ty-line)" vertical={false} />
          <XAxis
            dataKey="x"
            type="number"
            scale={x.logarithmic ? 'log' : 'linear'}
            domain={[...x.domain]}
            ticks={x.ticks && [...x.ticks]}
            tickFormatter={x.format}
            allowDataOverflow
            stroke="var(--mantine-color-default-border)"
            tickLine={false}
            tick={TICK}
            label={{ value: x.title, position: 'insideBottom', offset: -10 }}
          />
          <YAxis
            scale={y.logarithmic ? 'log' : 'linear'}
            domain={[...y.domain]}
            ticks={y.ticks && [...y.ticks]}
            tickFormatter={y.format}
            allowDataOverflow
            width={52}
            axisLine={false}
            tickLine={false}
            tick={TICK}
          />
          {highlight && (
            <ReferenceLine
              x={highlight.x}
              stroke="var(--ty-accent)"
              strokeDasharray="3 3"
              label={{ value: highlight.label, position: 'top' }}
              ifOverflow="hidden"
            />
          )}
          {lines.map(({ name, color, dots = false, thin = false, dash }, i) => (
            <Line
              key={name}
              name={name}
              dataKey={`y${i}`}
              stroke={color}
              strokeWidth={thin ? 1.2 : 2.2}
              dot={dots ? { r: 3, fill: color, strokeWidth: 0 } : false}
              isAnimationActive={false}
              connectNulls
              type="linear"
              {...(dash ? { strokeDasharray: dash } : {})}
            />
          ))}
          {lines.map((line) => {
            const at = endOf(line)
            const y = line.points.find(({ x }) => x === at)?.y
            if (!line.mark || y === undefined) return null
            return (
              <ReferenceDot
                key={`${line.name} ends`}
                x={at}
                y={y}
                r={0}
                label={{ value: line.mark, position: 'right', fontWeight: 700, fill: 'var(--mantine-color-text)' }}
                ifOverflow="visible"
              />
            )
          })}
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
})
