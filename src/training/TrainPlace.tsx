/** The Train place: the recipe of the next run on the left; on the right the bar that starts it, and below that the run that is shown. */
import { isSearchShown } from './find/searchSlice'
import { Recipe } from './Recipe'
import { RunBar } from './RunBar'
import { RunPanel } from './RunPanel'
import { RECIPE_PLACE } from './recipePlace'
import { StartDialog } from './start/StartDialog'
import { useApp } from './state'
import classes from './TrainPlace.module.css'
import { useText } from './words'

export function TrainPlace() {
  const { train } = useText()
  // On a phone, what there is to see comes first: the recipe before a run or a search, the run from then on.
  const isIdle = useApp((state) => state.run.status === 'idle' && !isSearchShown(state))
  return (
    <div className={classes.place} data-idle={isIdle}>
      <h1 className={classes.title}>{train.title}</h1>
      <section className={classes.recipe} aria-label={train.next}>
        <h2 id={RECIPE_PLACE} tabIndex={-1} className={classes.column}>
          {train.next}
        </h2>
        <Recipe />
      </section>
      <div className={classes.side}>
        <div className={classes.bar}>
          <RunBar />
        </div>
        <div className={classes.run}>
          <RunPanel />
        </div>
      </div>
      <StartDialog />
    </div>
  )
}
