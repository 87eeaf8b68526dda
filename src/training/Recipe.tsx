/** The recipe of the next run: what learns, the options, the weights. */
import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { SECTIONS } from '../../workers/protocol'
import { useApp } from '../app/appStore'
import { useText } from '../app/i18n'
import { Panel } from '../app/Panel'
import { useSetting } from '../app/routes'
import { AugmentationPresets } from './AugmentationPresets'
import { isLooking } from './finderSlice'
import { LearningRate } from './LearningRate'
import { Network } from './Network'
import { OptionField } from './OptionField'
import { Presets } from './Presets'
import classes from './Recipe.module.css'
import { optionsOf } from './recipe'
import { isActive } from './runView'
import { WeightsChoice } from './WeightsChoice'

export function Recipe() {
  const text = useText()
  const config = useApp((state) => state.config)
  const touched = useApp((state) => state.touched.size)
  const locked = useApp((state) => isActive(state.run) || isLooking(state))
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
        note={touched > 0 && text.train.changed(touched)}
        actions={
          touched > 0 && (
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
