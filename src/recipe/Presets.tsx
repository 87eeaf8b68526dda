/** The ready-made recipes, as a choice. */
import { PRESETS } from '../../workers/protocol'
import { PresetControl } from './PresetControl'
import classes from './Recipe.module.css'
import { presetOf } from './recipeSlice'
import { useApp } from './state'
import { useText } from './words'

export function Presets({ disabled }: { readonly disabled: boolean }) {
  const { recipe } = useText()
  const current = useApp((state) => presetOf(state.config, state.fit))
  const takePreset = useApp((state) => state.takePreset)
  return (
    <div className={classes.presets}>
      <PresetControl
        presets={PRESETS}
        label={recipe.presets}
        current={current}
        onTake={takePreset}
        disabled={disabled}
        words={{ none: recipe.presetNone }}
      />
    </div>
  )
}
