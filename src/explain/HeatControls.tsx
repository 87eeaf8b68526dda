/** For which class Grad-CAM is drawn, where the map is of one, and how strongly. */
import { Slider } from '@mantine/core'
import type { Explanation } from '../../workers/protocol'
import { ClassSelect } from '../scores/ClassSelect'
import { calledNames } from '../ui/names'
import classes from './ExplainModal.module.css'
import { HeatLegend } from './HeatLegend'
import { useText } from './words'

interface HeatControlsProps {
  readonly names: readonly string[]
  /** Class index; null for the likeliest. */
  readonly chosen: number | null
  /** What is drawn now, or will be. */
  readonly shows: Explanation['shows']
  /** The class that is drawn now; null while it is not known. */
  readonly shown: number | null
  readonly onChoose: (classIndex: number | null) => void
  /** 0..1. */
  readonly opacity: number
  readonly onOpacity: (opacity: number) => void
}

/** Where the slider stands at first. */
export const OPACITY = 0.55

export function HeatControls({ names, shows, chosen, shown, onChoose, opacity, onOpacity }: HeatControlsProps) {
  const { gradCam, numbers } = useText()
  const called = calledNames(names)
  const likeliest = chosen === null && shown !== null ? (called[shown] ?? '') : ''
  return (
    <>
      {shows === 'attention' ? (
        <p className={classes.label}>{gradCam.attention.help}</p>
      ) : (
        <ClassSelect label={gradCam.forClass} names={names} value={chosen} none={gradCam.likeliest(likeliest)} onChange={onChoose} />
      )}
      <HeatLegend name={called[shown ?? chosen ?? -1] ?? ''} shows={shows} />
      <div>
        <p className={classes.label}>{gradCam.opacity}</p>
        <Slider
          min={0}
          max={1}
          step={0.05}
          value={opacity}
          onChange={onOpacity}
          label={(share) => numbers.percent(share, 0)}
          thumbLabel={gradCam.opacity}
        />
      </div>
    </>
  )
}
