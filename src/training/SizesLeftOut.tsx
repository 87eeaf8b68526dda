/** Says below the sizes of training pictures which of them no epoch of a run would have. */
import { sizesLeftOut } from '../../workers/recipe/batches'
import classes from './OptionGroup.module.css'
import { useApp } from './state'
import { useText } from './words'

export function SizesLeftOut() {
  const { train } = useText()
  const config = useApp((state) => state.config)
  const left = sizesLeftOut(config)
  return left.length > 0 && <p className={classes.note}>{train.sizesLeftOut(left)}</p>
}
