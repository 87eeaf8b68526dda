/** Before a run that goes on with a model: what becomes of each class, and how far those that stay may fall behind at first. */
import { classesGoingOn, FIRST_EPOCH_LOSS, type ModelHead } from '../../../workers/protocol'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './StartCards.module.css'

export function GoingOn({ model }: { readonly model: ModelHead }) {
  const { train, numbers } = useText()
  const dataset = useApp((state) => state.dataset)
  const head = useApp((state) => state.config.head)
  const { goOn } = train
  if (!dataset) return <p role="status">{goOn.unopened(model.classes)}</p>
  const { kept, fresh, gone } = classesGoingOn(
    model,
    dataset.classes.map(({ name }) => name),
    head,
  )
  return (
    <div className={classes.goingOn} role="status">
      {model.head === head ? <p>{kept.length > 0 ? goOn.kept(kept) : goOn.noneKept}</p> : <p>{goOn.otherHead}</p>}
      {model.head === head && fresh.length > 0 && <p>{goOn.fresh(fresh)}</p>}
      {gone.length > 0 && <p>{goOn.gone(gone)}</p>}
      {kept.length > 0 && fresh.length > 0 && (
        <p>{goOn.mayLose(numbers.percent(FIRST_EPOCH_LOSS.all, 0), numbers.percent(FIRST_EPOCH_LOSS.few, 0))}</p>
      )}
      <p className={classes.facts}>{goOn.validation}</p>
    </div>
  )
}
