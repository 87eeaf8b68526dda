/** The sweep's loss, smoothed, over the logarithm of the learning rate. */
import type { SweepPoint } from '../../workers/protocol'
import { compact } from '../ui/format'
import { LinePlot } from '../ui/LinePlot'
import { useText } from './words'

interface FinderPlotProps {
  readonly points: readonly SweepPoint[]
  readonly suggestion: number | null
}

const DECADES = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]

export function FinderPlot({ points, suggestion }: FinderPlotProps) {
  const { train, numbers } = useText()
  const losses = points.map((point) => point.smoothed)
  const lowest = Math.min(...losses)
  // The run-away end would flatten the part that says something.
  const top = Math.min(Math.max(...losses), 2 * Math.max(...losses.slice(0, Math.max(2, Math.floor(losses.length / 2)))))
  const margin = 0.08 * (top - lowest || 1)
  return (
    <LinePlot
      label={train.findPlot(suggestion === null ? '–' : compact(suggestion))}
      height={170}
      lines={[
        {
          name: 'smoothed',
          color: 'var(--ty-accent)',
          points: points.map(({ learningRate, smoothed }) => ({ x: learningRate, y: smoothed })),
        },
      ]}
      x={{
        title: train.rate,
        logarithmic: true,
        domain: [1e-6, 1],
        ticks: DECADES,
        format: compact,
      }}
      y={{ domain: [Math.max(0, lowest - margin), top + margin], format: (value) => numbers.fixed(value, 2) }}
      highlight={suggestion === null ? null : { x: suggestion, label: compact(suggestion) }}
    />
  )
}
