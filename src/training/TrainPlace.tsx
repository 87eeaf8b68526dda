/** The Train place: the recipe on the left, the run on the right. */
import { Recipe } from './Recipe'
import { RunPanel } from './RunPanel'
import classes from './TrainPlace.module.css'
import { useText } from './words'

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
