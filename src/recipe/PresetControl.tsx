/** Ready-made settings as a choice; the one that the recipe has now is lit, and said in a line. */
import { SegmentedControl } from '@mantine/core'
import type { Preset } from '../../workers/protocol'
import { usePick } from '../ui/language'
import classes from './Recipe.module.css'

interface PresetControlProps<Name extends string> {
  readonly presets: Readonly<Record<Name, Preset>>
  readonly label: string
  /** Null where the recipe has none of them. */
  readonly current: Name | null
  readonly onTake: (name: Name) => void
  readonly disabled: boolean
  /** Said in place of a preset's own help; `none` where there is no current one. */
  readonly words: { readonly none: string; readonly locked?: string }
}

export function PresetControl<Name extends string>({ presets, label, current, onTake, disabled, words }: PresetControlProps<Name>) {
  const pick = usePick()
  const names = Object.keys(presets) as Name[]
  return (
    <>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={label}
        disabled={disabled}
        value={current ?? ''}
        onChange={(value) => {
          const name = names.find((preset) => preset === value)
          if (name) onTake(name)
        }}
        data={names.map((value) => ({ value, label: pick(presets[value].label) }))}
      />
      <p className={classes.description}>{(disabled && words.locked) || (current ? pick(presets[current].help) : words.none)}</p>
    </>
  )
}
