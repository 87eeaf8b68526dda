/** The way into the search for a good recipe, beside the ready-made ones: for how long. */
import { Anchor, Button } from '@mantine/core'
import { SEARCH_MINUTES } from '../../../workers/protocol'
import { isTaken, otherWork } from '../../model/networkUse'
import { leadToStarts } from '../start/startsPlace'
import { useApp } from '../state'
import { isStartHere } from '../weights'
import { useText } from '../words'
import classes from './Find.module.css'

export function FindRecipe() {
  const { recipeSearch: text, train } = useText()
  const locked = useApp(
    (state) => isTaken(state) || state.opening !== null || state.dataset === null || state.weightsBusy || otherWork(state) !== null,
  )
  // The trials start from what the trainer holds: that is what the person chose, or there is no search.
  const isHere = useApp(isStartHere)
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
            disabled={locked || !isHere}
            aria-label={text.start(minutes)}
            onClick={() => void find(minutes * 60)}
          >
            {text.minutes(minutes)}
          </Button>
        ))}
      </div>
      {!isHere && (
        <p>
          {text.startFirst}{' '}
          <Anchor component="button" type="button" inherit underline="always" onClick={leadToStarts}>
            {train.toStarts}
          </Anchor>
        </p>
      )}
      <p className={classes.note}>{text.lead}</p>
    </section>
  )
}
