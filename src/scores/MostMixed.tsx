/** The mistakes made most often, in words and numbers, beside the matrix that they are in. */
import { type ConfusionCounts, mostMixed } from '../../workers/protocol'
import { useMore } from '../ui/More'
import { calledNames } from '../ui/names'
import { heatCells, isEachOnce } from './heat'
import classes from './MostMixed.module.css'
import type { Measure } from './measures'
import { useText } from './words'

interface MostMixedProps {
  readonly counts: ConfusionCounts
  readonly names: readonly string[]
  readonly measure: Measure
  /** So many are named at first. */
  readonly most: number
  /** Opens a pair's pictures. */
  readonly onOpen?: ((actual: number, predicted: number) => void) | undefined
}

/** Of fewer pictures no share is said. */
const FEW = 10

export function MostMixed({ counts, names, measure, most, onOpen }: MostMixedProps) {
  const { scores, numbers } = useText()
  const mixed = mostMixed(heatCells(counts, measure))
  const { shown, more } = useMore(mixed, most)
  const called = calledNames(names)
  const label = (of: readonly string[], actual: number, predicted: number) =>
    scores.wrong(of[actual] ?? String(actual), of[predicted] ?? String(predicted))
  const figures = (count: number, share: number) => {
    // A share of a handful is no more than its count.
    const of = scores.of(count, Math.round(count / share))
    if (measure === 'count') return count / share < FEW ? of : `${of} (${numbers.percent(share)})`
    return `${numbers.percent(share)} (${of})`
  }
  // Where each pair was mixed up once, none was most often.
  const title = isEachOnce(mixed) ? scores.mixedOnce : scores.mostMixed
  return (
    <section className={classes.mixed} aria-label={title}>
      <h3>{title}</h3>
      {mixed.length === 0 && <p>{scores.noneMixed}</p>}
      <ol>
        {shown.map(({ actual, predicted, count, share }) => (
          <li key={`${actual}/${predicted}`} title={label(names, actual, predicted)}>
            {onOpen ? (
              <button type="button" className={classes.open} data-pair={`${actual}/${predicted}`} onClick={() => onOpen(actual, predicted)}>
                {label(called, actual, predicted)}
              </button>
            ) : (
              label(called, actual, predicted)
            )}
            <span className={classes.figures}>{figures(count, share)}</span>
          </li>
        ))}
      </ol>
      {more}
    </section>
  )
}
