/** What tells compared runs apart without their names: a letter, a kind of line, a colour. */
import { classColor } from '../../workers/protocol'
import classes from './Runs.module.css'

/** Strokes and gaps, px; runs beyond them begin again with another letter and colour. */
const DASHES = [undefined, '7 4', '2 3', '11 4 2 4', '14 5', '4 2', '9 3 2 3 2 3', '1 5'] as const

export const dashOf = (index: number): string | undefined => DASHES[index % DASHES.length]

/** A, B, ..., Z, A2, ... */
export const markOf = (index: number): string => {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : `${letter}${1 + Math.floor(index / 26)}`
}

export function RunMark({ index }: { readonly index: number }) {
  return (
    <span className={classes.mark}>
      <svg width={26} height={10} aria-hidden>
        <line x1={0} y1={5} x2={26} y2={5} stroke={classColor(index)} strokeWidth={3} strokeDasharray={dashOf(index)} />
      </svg>
      <strong>{markOf(index)}</strong>
    </span>
  )
}
