/** What the colours of the map mean, from low to high. */
import type { Explanation } from '../../workers/protocol'
import classes from './ExplainModal.module.css'
import { heatColor } from './heat'
import { useText } from './words'

const STEPS = 16
const GRADIENT = Array.from({ length: STEPS + 1 }, (_, i) => `rgb(${heatColor(i / STEPS).join(' ')})`).join(', ')

interface HeatLegendProps {
  /** The class that Grad-CAM is for. */
  readonly name: string
  readonly shows: Explanation['shows']
}

export function HeatLegend({ name, shows }: HeatLegendProps) {
  const { gradCam } = useText()
  const { low, high } = shows === 'attention' ? gradCam.attention : gradCam
  return (
    <div className={classes.legend} role="img" aria-label={shows === 'attention' ? gradCam.attention.legend : gradCam.legend(name)}>
      <span className={classes.scale} style={{ background: `linear-gradient(to right, ${GRADIENT})` }} />
      <span>{low}</span>
      <span>{high}</span>
    </div>
  )
}
