/** A bar per class with its probability; the most probable stands out. */
import { classColor } from '../../workers/protocol'
import { useMore } from '../ui/More'
import { Name } from '../ui/Name'
import { calledNames } from '../ui/names'
import classes from './ClassProbabilities.module.css'
import { rankedClasses, SHOWN_CLASSES } from './ranking'
import { useText } from './words'

interface ClassProbabilitiesProps {
  readonly names: readonly string[]
  /** In the order of `names`; null while there is no answer yet. */
  readonly probabilities: readonly number[] | null
  /** Class index of what the picture is labelled as, marked and shown among the first; null where nobody says. */
  readonly label?: number | null
}

export function ClassProbabilities({ names, probabilities, label = null }: ClassProbabilitiesProps) {
  const { scores, numbers } = useText()
  const called = calledNames(names)
  const top = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1
  const { shown, more } = useMore(rankedClasses(names, probabilities), SHOWN_CLASSES, label ?? undefined)
  return (
    <ul className={classes.list} aria-label={scores.probability}>
      {shown.map((index) => {
        const share = probabilities?.[index] ?? 0
        return (
          <li key={names[index]} className={classes.item} data-top={index === top} data-label={index === label}>
            <span className={classes.name}>
              <Name wraps short={called[index]}>
                {names[index] ?? ''}
              </Name>{' '}
              {index === label && <span className={classes.label}>{scores.label}</span>}
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
