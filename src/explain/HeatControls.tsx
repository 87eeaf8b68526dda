/** For which class Grad-CAM is drawn, and how strongly. */
import { Select, Slider } from '@mantine/core'
import { readingOrder } from '../../workers/protocol'
import { calledNames, isolated } from '../ui/names'
import classes from './ExplainModal.module.css'
import { HeatLegend } from './HeatLegend'
import { useText } from './words'

interface HeatControlsProps {
  readonly names: readonly string[]
  /** Class index; null for the likeliest. */
  readonly chosen: number | null
  /** The class that is drawn now; null while it is not known. */
  readonly shown: number | null
  readonly onChoose: (classIndex: number | null) => void
  /** 0..1. */
  readonly opacity: number
  readonly onOpacity: (opacity: number) => void
}

/** Where the slider stands at first. */
export const OPACITY = 0.55

const LIKELIEST = '*'

export function HeatControls({ names, chosen, shown, onChoose, opacity, onOpacity }: HeatControlsProps) {
  const { gradCam, numbers } = useText()
  const called = calledNames(names)
  const likeliest = (of: readonly string[]) => (chosen === null && shown !== null ? (of[shown] ?? '') : '')
  return (
    <>
      <Select
        label={gradCam.forClass}
        title={chosen === null ? gradCam.likeliest(likeliest(names)) : names[chosen]}
        searchable={names.length > 12}
        value={chosen === null ? LIKELIEST : String(chosen)}
        data={[
          { value: LIKELIEST, label: gradCam.likeliest(likeliest(called)) },
          ...readingOrder(names).map((i) => ({ value: String(i), label: isolated(called[i] ?? '') })),
        ]}
        onChange={(value) => onChoose(value === null || value === LIKELIEST ? null : Number(value))}
      />
      <HeatLegend name={called[shown ?? chosen ?? -1] ?? ''} />
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
