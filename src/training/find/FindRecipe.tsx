/** The way into the search for a good recipe, beside the ready-made ones: for how long. */
import { Button } from '@mantine/core'
import { SEARCH_MINUTES } from '../../../workers/protocol'
import { isTaken, otherWork } from '../../model/networkUse'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './Find.module.css'

export function FindRecipe() {
  const { recipeSearch: text } = useText()
  const locked = useApp(
    (state) => isTaken(state) || state.opening !== null || state.dataset === null || state.weightsBusy || otherWork(state) !== null,
  )
  const find = useApp((state) => state.findRecipe)
  return (
    <section className={classes.entry} aria-label={text.title}>
      <h3 className={classes.entryTitle}>{text.title}</h3>
      <div className={classes.buttons}>
        {SEARCH_MINUTES.map((minutes) => (
          <Button
            key={minutes}
            size="compact-sm"
            variant="default"
            disabled={locked}
            aria-label={text.start(minutes)}
            onClick={() => void find(minutes * 60)}
          >
            {text.minutes(minutes)}
          </Button>
        ))}
      </div>
      <p className={classes.note}>{text.lead}</p>
    </section>
  )
}
