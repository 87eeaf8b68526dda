/** What the colours of the map stand for, and how many pictures have each. */
import { readingOrder } from '../../../workers/protocol'
import { Name } from '../../ui/Name'
import { calling } from '../../ui/names'
import { useText } from '../words'
import type { Coloured } from './colours'
import classes from './Map.module.css'

/** Names that are listed; of more classes the commonest. */
const MOST = 24

interface LegendProps {
  readonly coloured: Coloured
  /** Of all classes. */
  readonly classes: readonly string[]
}

export function Legend({ coloured, classes: names }: LegendProps) {
  const { map: words, data } = useText()
  const callOf = calling(names)
  const counts = new Array<number>(coloured.swatches.length).fill(0)
  for (const swatch of coloured.swatchOf) counts[swatch]!++
  const some = coloured.swatches.map((swatch, i) => ({ ...swatch, count: counts[i]! })).filter(({ count }) => count > 0)
  const least = some.map(({ count }) => count).sort((a, b) => b - a)[MOST - 1] ?? 0
  const common = some.filter(({ count }) => count >= least).slice(0, MOST)
  // Classes as the list of classes has them; what is no class has an order of its own, and comes first or last.
  const listed = readingOrder(common.map(({ key }) => (key.kind === 'class' ? (key.name ?? '\uffff') : ''))).map((i) => common[i]!)
  return (
    <ul className={classes.legend} aria-label={words.legend}>
      {listed.map(({ colour, key, count }) => (
        <li key={colour + JSON.stringify(key)}>
          <span className={classes.swatch} style={{ background: colour }} />
          {key.kind === 'class' ? (
            <Name short={key.name === null ? undefined : callOf(key.name)}>{key.name ?? data.noLabel}</Name>
          ) : key.kind === 'word' ? (
            words.swatches[key.word]
          ) : (
            words.lossFrom(key.loss)
          )}{' '}
          <span className={classes.dim} data-figures>
            {words.counted(count)}
          </span>
        </li>
      ))}
      {some.length > listed.length && <li className={classes.dim}>{words.moreClasses(some.length - listed.length)}</li>}
    </ul>
  )
}
