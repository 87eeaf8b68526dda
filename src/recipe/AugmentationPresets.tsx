/** How much training pictures are varied: three presets of the augmentation options. */
import { AUGMENTATIONS, augmentationOf, effective } from '../../workers/protocol'
import { PresetControl } from './PresetControl'
import classes from './Recipe.module.css'
import { useApp } from './state'
import { useText } from './words'

export function AugmentationPresets({ disabled }: { readonly disabled: boolean }) {
  const { recipe } = useText()
  const current = useApp((state) => augmentationOf(effective(state.config)))
  const setConfig = useApp((state) => state.setConfig)
  return (
    <div className={classes.augmentation}>
      <PresetControl
        presets={AUGMENTATIONS}
        label={recipe.augmentation.presets}
        current={current}
        onTake={(name) => {
          setConfig(AUGMENTATIONS[name].changes)
        }}
        disabled={disabled}
        words={{ none: recipe.augmentation.own, locked: recipe.augmentation.locked }}
      />
    </div>
  )
}
