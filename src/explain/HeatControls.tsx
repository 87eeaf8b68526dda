/** For which class Grad-CAM is drawn, and how strongly. */
import { Select, Slider } from '@mantine/core'
import { useText } from '../app/i18n'
import classes from './ExplainModal.module.css'

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
  const { insight, words } = useText()
  const likeliest = chosen === null && shown !== null ? (names[shown] ?? '') : ''
  return (
    <>
      <Select
        label={insight.explain.forClass}
        searchable={names.length > 12}
        value={chosen === null ? LIKELIEST : String(chosen)}
        data={[
          { value: LIKELIEST, label: insight.explain.likeliest(likeliest) },
          ...names.map((name, i) => ({ value: String(i), label: name })),
        ]}
        onChange={(value) => onChoose(value === null || value === LIKELIEST ? null : Number(value))}
      />
      <div>
        <p className={classes.label}>{insight.explain.opacity}</p>
        <Slider
          min={0}
          max={1}
          step={0.05}
          value={opacity}
          onChange={onOpacity}
          label={(share) => words.percent(share, 0)}
          thumbLabel={insight.explain.opacity}
        />
      </div>
    </>
  )
}
