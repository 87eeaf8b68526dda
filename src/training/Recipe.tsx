/** The recipe of the next run: what it starts from, a ready-made recipe, and every option in groups. */
import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { OPTIONS, SECTIONS, type Section } from '../../workers/protocol'
import { isTaken } from '../model/networkUse'
import { useIsWithin, useSetting } from '../page/addresses'
import { Presets } from '../recipe/Presets'
import { changesFrom } from '../recipe/recipeSlice'
import { Panel } from '../ui/Panel'
import { FindRecipe } from './find/FindRecipe'
import { FitNote } from './fit/FitNote'
import { OptionGroup } from './OptionGroup'
import { StartCards } from './start/StartCards'
import { leadToStarts, STARTS_PLACE } from './start/startsPlace'
import { useApp } from './state'
import classes from './TrainPlace.module.css'
import { useText } from './words'

export function Recipe() {
  const { train } = useText()
  const changed = useApp((state) => changesFrom(state).length)
  const isDefault = useApp((state) => state.touched.size === 0)
  const locked = useApp((state) => isTaken(state))
  const resetConfig = useApp((state) => state.resetConfig)
  const setting = useSetting()
  const [open, setOpen] = useState<ReadonlySet<Section>>(new Set(['main']))
  const toggle = (section: Section, isOpen: boolean) =>
    setOpen((before) =>
      before.has(section) === isOpen ? before : new Set(SECTIONS.filter((one) => (one === section ? isOpen : before.has(one)))),
    )
  // An address may name a setting, wherever it is folded.
  useEffect(() => {
    if (setting === null) return
    setOpen((before) => new Set([...before, OPTIONS[setting].section]))
    // After the page has gone to the top of the place.
    const frame = requestAnimationFrame(() => {
      const field = document.getElementById(`option-${setting}`)
      field?.scrollIntoView({ block: 'center' })
      field?.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [setting])
  const leadsToStarts = useIsWithin(STARTS_PLACE)
  useEffect(() => {
    if (!leadsToStarts) return
    const frame = requestAnimationFrame(leadToStarts)
    return () => cancelAnimationFrame(frame)
  }, [leadsToStarts])
  return (
    <>
      <Panel title={train.weights}>
        <div id={STARTS_PLACE} className={classes.starts} tabIndex={-1}>
          <StartCards />
        </div>
      </Panel>
      <Panel
        title={train.recipe}
        note={changed > 0 && train.changed(changed)}
        actions={
          !isDefault && (
            <Button variant="subtle" size="compact-sm" disabled={locked} onClick={resetConfig}>
              {train.reset}
            </Button>
          )
        }
      >
        <Presets disabled={locked} />
        <FitNote disabled={locked} />
        <FindRecipe />
        {SECTIONS.map((section) => (
          <OptionGroup
            key={section}
            section={section}
            disabled={locked}
            open={open.has(section)}
            onToggle={(isOpen) => toggle(section, isOpen)}
          />
        ))}
      </Panel>
    </>
  )
}
