/** A bar per class with its probability; the most probable stands out. */
import { classColor } from '../../workers/protocol'
import { useMore } from '../ui/More'
import { Name } from '../ui/Name'
import classes from './ClassProbabilities.module.css'
import { rankedClasses, SHOWN_CLASSES } from './ranking'
import { useText } from './words'

interface ClassProbabilitiesProps {
  readonly names: readonly string[]
  /** In the order of `names`; null while there is no answer yet. */
  readonly probabilities: readonly number[] | null
}

export function ClassProbabilities({ names, probabilities }: ClassProbabilitiesProps) {
  const { scores, numbers } = useText()
  const top = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1
  const { shown, more } = useMore(rankedClasses(names, probabilities), SHOWN_CLASSES)
  return (
    <ul className={classes.list} aria-label={scores.probability}>
      {shown.map((index) => {
        const share = probabilities?.[index] ?? 0
        return (
          <li key={names[index]} className={classes.item} data-top={index === top}>
            <span className={classes.name}>
              <Name wraps>{names[index] ?? ''}</Name>
            </span>
            <span className={classes.value}>{probabilities ? numbers.percent(share) : '–'}</span>
            <span className={classes.track} aria-hidden>
              <span className={classes.bar} style={{ transform: `scaleX(${share})`, background: classColor(index) }} />
            </span>
          </li>
        )
      })}
      {more && <li>{more}</li>}
    </ul>
  )
}
