/** How much training pictures are varied: three presets of the augmentation options. */
import { AUGMENTATIONS, augmentationOf } from '../../workers/protocol'
import { useApp } from '../app/appStore'
import { useText } from '../app/i18n'
import { PresetControl } from './PresetControl'
import classes from './Recipe.module.css'

export function AugmentationPresets({ disabled }: { readonly disabled: boolean }) {
  const { views } = useText().pictures
  const current = useApp((state) => augmentationOf(state.config))
  const setConfig = useApp((state) => state.setConfig)
  return (
    <div className={classes.augmentation}>
      <PresetControl
        presets={AUGMENTATIONS}
        label={views.presets}
        current={current}
        onTake={(name) => {
          setConfig(AUGMENTATIONS[name].changes)
        }}
        disabled={disabled}
        words={{ none: views.own, locked: views.locked }}
      />
    </div>
  )
}
