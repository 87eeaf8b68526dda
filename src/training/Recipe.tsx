/** The recipe of the next run: what learns, the options, the weights. */
import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { SECTIONS } from '../../workers/protocol'
import { isTaken } from '../model/networkUse'
import { useSetting } from '../page/addresses'
import { AugmentationPresets } from '../recipe/AugmentationPresets'
import { OptionField } from '../recipe/OptionField'
import { Presets } from '../recipe/Presets'
import classes from '../recipe/Recipe.module.css'
import { changesFrom, optionsOf } from '../recipe/recipeSlice'
import { Panel } from '../ui/Panel'
import { LearningRate } from './LearningRate'
import { Network } from './Network'
import { useApp } from './state'
import { WeightsChoice } from './WeightsChoice'
import { useText } from './words'

export function Recipe() {
  const text = useText()
  const config = useApp((state) => state.config)
  const changed = useApp((state) => changesFrom(state).length)
  const isDefault = useApp((state) => state.touched.size === 0)
  const locked = useApp((state) => isTaken(state))
  const resetConfig = useApp((state) => state.resetConfig)
  const setting = useSetting()
  const [open, setOpen] = useState(setting !== null)
  // An address may name a setting, wherever it is folded.
  useEffect(() => {
    if (setting === null) return
    setOpen(true)
    // After the page has gone to the top of the place.
    const frame = requestAnimationFrame(() => {
      const field = document.getElementById(`option-${setting}`)
      field?.scrollIntoView({ block: 'center' })
      field?.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [setting])
  const folded = SECTIONS.filter((section) => section !== 'main')
  return (
    <>
      <Panel
        title={text.train.recipe}
        note={changed > 0 && text.train.changed(changed)}
        actions={
          !isDefault && (
            <Button variant="subtle" size="compact-sm" disabled={locked} onClick={resetConfig}>
              {text.train.reset}
            </Button>
          )
        }
      >
        <Presets disabled={locked} />
        <div className={classes.main}>
          {optionsOf('main', config).map((name) => (
            <OptionField key={name} name={name} disabled={locked} wide={name === 'strategy'} />
          ))}
        </div>
        <LearningRate />
        <details className={classes.all} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{text.train.allSettings}</summary>
          {/* Thirty fields that nobody sees would be drawn anew whenever a run starts or ends. */}
          {open &&
            folded.map((section) => (
              <fieldset key={section} className={classes.section}>
                <legend>{text.train.sections[section]}</legend>
                {section === 'augmentation' && <AugmentationPresets disabled={locked} />}
                {optionsOf(section, config).map((name) => (
                  <OptionField key={name} name={name} disabled={locked} wide />
                ))}
              </fieldset>
            ))}
        </details>
      </Panel>
      <Network />
      <WeightsChoice />
    </>
  )
}
