/** What was taken for what, as counts and shares of the row; a table, so that it reads without eyes. */
import { VisuallyHidden } from '@mantine/core'
import { type KeyboardEvent, memo, useId, useMemo, useRef, useState } from 'react'
import { type ConfusionCounts, denseConfusion, readingOrder, reordered, TOO_MANY_FOR_TABLE } from '../../workers/protocol'
import { markEdges } from '../ui/edges'
import { calledNames, shortNames } from '../ui/names'
import { ClassName } from './ClassName'
import classes from './ConfusionMatrix.module.css'
import { HeatMap } from './HeatMap'
import { MostMixed } from './MostMixed'
import { type Measure, shares } from './measures'
import { useText } from './words'

export interface ConfusionMatrixProps {
  readonly counts: ConfusionCounts
  readonly names: readonly string[]
  /** Class index of each name, for its colour, where that is not its place. */
  readonly indices?: readonly number[]
  /** What the large figure of a cell is; the small one is its counterpart. */
  readonly measure?: Measure
  /** One class against all others, where no pair is to be named. */
  readonly rest?: boolean
  /** Opens a cell's pictures. With it the cells are buttons: one stop of the Tab key, arrow keys move between them. */
  readonly onOpen?: ((actual: number, predicted: number) => void) | undefined
}

const ARROWS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** Up to so many classes each cell shows count and share in large; beyond, the cells shrink. */
const ROOMY = 8
/** From so many classes on the names above the columns are turned: the columns are all as wide as a cell, whatever they are called. */
const TURNED = 4
/** Mistakes that are named beside it. */
const NAMED = 6
/** Pixels that a cell's figure takes: each letter, and around all. A cell is never narrower, nor than a finger hits. */
const [LETTER, AROUND, LEAST] = [9, 6, 26]

export const ConfusionMatrix = memo(function ConfusionMatrix({ counts, names, indices, onOpen, ...others }: ConfusionMatrixProps) {
  // What has indices of its own has an order of its own.
  const order = useMemo(() => (indices ? names.map((_, i) => i) : readingOrder(names)), [names, indices])
  const inOrder = {
    ...others,
    counts: useMemo(() => reordered(counts, order), [counts, order]),
    names: order.map((i) => names[i] ?? ''),
    onOpen: onOpen && ((actual: number, predicted: number) => onOpen(order[actual] ?? actual, order[predicted] ?? predicted)),
  }
  return names.length < TOO_MANY_FOR_TABLE ? <MatrixTable {...inOrder} indices={indices ?? order} /> : <HeatMap {...inOrder} />
})

function MatrixTable({ counts: given, names, indices, measure = 'count', rest = false, onOpen }: ConfusionMatrixProps) {
  const { scores, numbers } = useText()
  const help = useId()
  const table = useRef<HTMLTableElement>(null)
  const [current, setCurrent] = useState({ row: 0, column: 0 })
  const counts = useMemo(() => denseConfusion(given), [given])
  const cells = shares(counts, measure)
  const short = useMemo(() => shortNames(names), [names])
  const called = useMemo(() => calledNames(names), [names])
  const [pointed, setPointed] = useState<{ readonly actual: number; readonly predicted: number } | null>(null)
  const isWhole = measure === 'count'
  const longest = isWhole ? numbers.n(Math.max(0, ...counts.flat())).length : numbers.percent(1).length
  const label = (actual: number, predicted: number, of = called) => {
    const [name, says] = [of[actual] ?? String(actual), of[predicted] ?? String(predicted)]
    return actual === predicted ? scores.right(name) : scores.wrong(name, says)
  }
  const says = ({ actual, predicted }: NonNullable<typeof pointed>) => {
    const [count, share] = [counts[actual]?.[predicted] ?? 0, cells[actual]?.[predicted] ?? 0]
    return `${label(actual, predicted, names)}: ${isWhole ? `${numbers.n(count)} (${numbers.percent(share)})` : `${numbers.percent(share)} (${numbers.n(count)})`}`
  }
  const move = (event: KeyboardEvent, row: number, column: number) => {
    const arrow = ARROWS[event.key]
    if (!arrow) return
    event.preventDefault()
    const within = (at: number) => Math.min(names.length - 1, Math.max(0, at))
    const to = { row: within(row + arrow[0]), column: within(column + arrow[1]) }
    setCurrent(to)
    table.current?.querySelector<HTMLElement>(`[data-cell="${to.row}/${to.column}"]`)?.focus()
  }
  return (
    <div className={classes.beside} style={{ '--columns': names.length }}>
      <div className={classes.whole}>
        <div ref={markEdges} data-keeps="left" className={classes.scroll}>
          <table
            ref={table}
            aria-labelledby={help}
            className={classes.matrix}
            data-roomy={names.length <= ROOMY}
            data-turned={names.length >= TURNED}
            style={{ '--least': `${Math.max(LEAST, LETTER * longest + AROUND)}px` }}
            onPointerLeave={() => setPointed(null)}
          >
            <thead>
              <tr>
                <td className={classes.corner}>
                  {scores.actual} ↓ &ensp;{scores.predicted} →
                </td>
                {names.map((name, i) => (
                  <th key={name} scope="col">
                    <ClassName index={indices?.[i] ?? i} name={name} short={short[i]} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {counts.map((row, actual) => {
                const name = names[actual] ?? String(actual)
                return (
                  <tr key={name}>
                    <th scope="row">
                      <ClassName index={indices?.[actual] ?? actual} name={name} short={short[actual]} />
                    </th>
                    {row.map((count, predicted) => {
                      const share = cells[actual]?.[predicted] ?? 0
                      const says = names[predicted] ?? ''
                      const [large, small] = isWhole
                        ? [numbers.n(count), numbers.percent(share)]
                        : [numbers.percent(share), numbers.n(count)]
                      const figures = (
                        <>
                          <span className={classes.count}>{large}</span>
                          {/* What never was has no share worth a figure: what was mixed up is seen among it. */}
                          {count > 0 && <span className={classes.share}>{small}</span>}
                        </>
                      )
                      return (
                        <td
                          key={says}
                          className={classes.cell}
                          data-right={actual === predicted}
                          data-none={count === 0}
                          data-opens={onOpen !== undefined}
                          title={onOpen ? undefined : label(actual, predicted, names)}
                          style={{ '--share': `${Math.round(75 * share)}%` }}
                          onPointerEnter={() => setPointed({ actual, predicted })}
                        >
                          {onOpen ? (
                            <button
                              type="button"
                              className={classes.button}
                              data-cell={`${actual}/${predicted}`}
                              tabIndex={current.row === actual && current.column === predicted ? 0 : -1}
                              onClick={() => onOpen(actual, predicted)}
                              onFocus={() => {
                                setCurrent({ row: actual, column: predicted })
                                setPointed({ actual, predicted })
                              }}
                              onKeyDown={(event) => move(event, actual, predicted)}
                            >
                              {figures}
                              <VisuallyHidden>{label(actual, predicted)}</VisuallyHidden>
                            </button>
                          ) : (
                            figures
                          )}
                        </td>
                      )
                    })}
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
        <p className={classes.caption}>
          <span id={help}>{scores.confusionHelp}</span> {onOpen && scores.keys}
        </p>
        {/* The whole names of the cell that is pointed at or has the keyboard; the cells themselves say it to screen readers. */}
        <p className={classes.caption} aria-hidden data-pointed>
          {pointed ? says(pointed) : ' '}
        </p>
      </div>
      {!rest && <MostMixed counts={given} names={names} measure={measure} most={NAMED} onOpen={onOpen} />}
    </div>
  )
}
