/** How right heads are by how many labels there were. */
import { Suspense } from 'react'
import type { AssistStage } from '../../../workers/protocol'
import { ErrorBoundary } from '../../ui/ErrorBoundary'
import { later } from '../../ui/later'
import classes from '../labels/LabelCheck.module.css'
import { useApp } from '../state'
import { useText } from '../words'

const HEIGHT = 130
/** Charts are a tenth of the page's script, and this place is where a visit begins. */
const LinePlot = later(async () => (await import('../../ui/LinePlot')).LinePlot)

/** Nothing before there are two points. */
export function Curve({ stages }: { readonly stages: readonly AssistStage[] }) {
  const { assist: words, numbers } = useText()
  const report = useApp((state) => state.report)
  const points = stages.map(({ labels, right, of }) => ({ x: labels, y: right / of }))
  const [first, last] = [points[0], points.at(-1)]
  if (points.length < 2 || !first || !last) return null
  const least = Math.floor(10 * Math.min(...points.map(({ y }) => y))) / 10
  const low = Math.min(least, 0.9)
  return (
    <figure className={`${classes.stack} ${classes.plain}`}>
      <figcaption className={classes.dim}>{words.curve(stages.at(-1)!.of)}</figcaption>
      {/* A chart that cannot be had takes nothing else with it; with the next point it is asked for again. */}
      <ErrorBoundary resetKey={String(points.length)} onError={report} fallback={() => <div style={{ height: HEIGHT }} />}>
        <Suspense fallback={<div style={{ height: HEIGHT }} />}>
          <LinePlot
            label={words.curveLabel(first.x, first.y, last.x, last.y)}
            height={HEIGHT}
            lines={[{ name: words.accuracy, color: 'var(--ty-accent)', points, dots: true }]}
            x={{ title: words.labels, domain: [first.x, last.x], ticks: points.map(({ x }) => x), format: numbers.n }}
            y={{ domain: [low, 1], ticks: [low, (low + 1) / 2, 1], format: (value) => numbers.percent(value, 0) }}
          />
        </Suspense>
      </ErrorBoundary>
    </figure>
  )
}
