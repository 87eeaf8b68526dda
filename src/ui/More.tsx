/** What of a list is shown at first, and the press that shows the rest: a list that is cut says how many more there are, everywhere by this. */
import { useState } from 'react'
import classes from './More.module.css'
import { Name } from './Name'
import { useText } from './words'

/** The first `most` of a list (at least 1); `kept` is among them wherever it stands in the list, in the place of the last. */
export function firstWith<Item>(items: readonly Item[], most: number, kept?: Item): readonly Item[] {
  const first = items.slice(0, most)
  return kept === undefined || first.includes(kept) || !items.includes(kept) ? first : [...first.slice(0, -1), kept]
}

/**
 * The first `most` of a list until all are asked for, and the button for that; null where all are shown already.
 *
 * @param kept one of them that is shown in any case
 */
export function useMore<Item>(items: readonly Item[], most: number, kept?: Item) {
  const [all, setAll] = useState(false)
  const hidden = items.length - most
  return {
    shown: all ? items : firstWith(items, most, kept),
    more: hidden > 0 ? <MoreButton hidden={hidden} all={all} onChange={setAll} /> : null,
  }
}

interface MoreButtonProps {
  /** How many are not shown at first. */
  readonly hidden: number
  readonly all: boolean
  readonly onChange: (all: boolean) => void
}

function MoreButton({ hidden, all, onChange }: MoreButtonProps) {
  const { ui } = useText()
  return (
    <button type="button" className={classes.more} aria-expanded={all} onClick={() => onChange(!all)}>
      {all ? ui.fewer : ui.others(hidden)}
    </button>
  )
}

/** How many of the names stand in a line or two: at most `most`, and of long ones fewer, yet one. */
export function inALine(names: readonly string[], most: number, letters: number): number {
  let room = letters
  const shown = names.findIndex((name, i) => {
    room -= name.length
    return i > 0 && (i >= most || room < 0)
  })
  return shown < 0 ? names.length : shown
}

interface NamesInLineProps {
  /** Of classes, files, columns. */
  readonly names: readonly string[]
  /** As they are called here, where that is not as they are. */
  readonly called?: readonly string[]
  readonly most: number
  /** Letters that there is room for. */
  readonly letters?: number
}

/** Names one after another within a sentence, and how many more there are. */
export function NamesInLine({ names, called = names, most, letters = 160 }: NamesInLineProps) {
  const { shown, more } = useMore(names, inALine(called, most, letters))
  return (
    <>
      {shown.map((name, i) => (
        <span key={name}>
          {i > 0 && ', '}
          <Name wraps short={called[i]}>
            {name}
          </Name>
        </span>
      ))}
      {more && ' '}
      {more}
    </>
  )
}
