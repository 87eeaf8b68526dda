/** The Train place: the recipe on the left, the run on the right. */
import { useText } from '../app/i18n'
import { Recipe } from './Recipe'
import { RunPanel } from './RunPanel'
import classes from './TrainPlace.module.css'

export function TrainPlace() {
  const { train } = useText()
  return (
    <div className={classes.place}>
      <h1 className={classes.title}>{train.title}</h1>
      <div className={classes.recipe}>
        <Recipe />
      </div>
      <div className={classes.run}>
        <RunPanel />
      </div>
    </div>
  )
}
