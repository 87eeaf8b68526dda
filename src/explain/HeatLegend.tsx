/** What the colours of Grad-CAM's map mean, from low to high. */
import classes from './ExplainModal.module.css'
import { heatColor } from './heat'
import { useText } from './words'

const STEPS = 16
const GRADIENT = Array.from({ length: STEPS + 1 }, (_, i) => `rgb(${heatColor(i / STEPS).join(' ')})`).join(', ')

export function HeatLegend({ name }: { readonly name: string }) {
  const { gradCam } = useText()
  return (
    <div className={classes.legend} role="img" aria-label={gradCam.legend(name)}>
      <span className={classes.scale} style={{ background: `linear-gradient(to right, ${GRADIENT})` }} />
      <span>{gradCam.low}</span>
      <span>{gradCam.high}</span>
    </div>
  )
}
