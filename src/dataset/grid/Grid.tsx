// biome-ignore-all lint/a11y/useSemanticElements: rows come and go by their place, which a table's cannot
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active descendant
// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a grid of cells takes the keyboard as one stop
/** The tiles of the pictures in view, however many there are, with the mouse and the keyboard on them. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef } from 'react'
import { markEdges } from '../../ui/edges'
import { shortNames } from '../../ui/names'
import { useWidth } from '../../ui/useWidth'
import { commandOf } from '../keys/keys'
import { usePictureInfos } from '../usePictureInfos'
import { useText } from '../words'
import classes from './Grid.module.css'
import { extend, NOTHING, placeAfter, type Selection, tickAll, toggle } from './selection'
import { Tile, tileId } from './Tile'

interface GridProps {
  readonly ids: Uint32Array
  readonly names: readonly string[]
  readonly selection: Selection
  readonly onSelection: (selection: Selection) => void
  readonly onOpen: (index: number) => void
  /** Asks for the pictures most like one; null where nobody can tell. */
  readonly onAlike: ((id: number) => void) | null
}

/** Points: the least width of a tile, the space between two, the strip of words below the picture. */
const LEAST = 98
const GAP = 8
const STRIP = 42
/** Pictures that are asked about at a time. */
const PAGE = 120

export function Grid({ ids, names, selection, onSelection, onOpen, onAlike }: GridProps) {
  const { pictures, data } = useText()
  const scroller = useRef<HTMLDivElement>(null)
  // Of what is inside the scroll bar.
  const { ref: rowsRef, width } = useWidth<HTMLDivElement>()
  const { of, need } = usePictureInfos()
  const short = useMemo(() => shortNames(names), [names])

  const columns = Math.max(1, Math.floor((width + GAP) / (LEAST + GAP)))
  const rowHeight = (width - GAP * (columns - 1)) / columns + STRIP + GAP
  const virtual = useVirtualizer({
    count: width > 0 ? Math.ceil(ids.length / columns) : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 2,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows are measured anew when their height changes
  useEffect(() => virtual.measure(), [rowHeight])

  useEffect(() => markEdges(scroller.current), [])

  const rows = virtual.getVirtualItems()
  const first = Math.floor(((rows[0]?.index ?? 0) * columns) / PAGE) * PAGE
  const last = Math.ceil((((rows.at(-1)?.index ?? -1) + 1) * columns) / PAGE) * PAGE
  useEffect(() => need(Array.from(ids.subarray(first, last))), [need, ids, first, last])

  const indexOf = ({ target }: MouseEvent): number | null => {
    const tile = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null
    return tile ? Number(tile.dataset.index) : null
  }
  const click = (event: MouseEvent) => {
    const index = indexOf(event)
    if (index === null) return
    const isOn = (part: string) => event.target instanceof Element && event.target.closest(part) !== null
    const onTick = isOn('[data-tick]')
    if (onAlike && isOn('[data-alike]')) onAlike(ids[index]!)
    else if (event.shiftKey) onSelection(extend(selection, ids, index))
    // Once some are selected, a click anywhere on a picture selects.
    else if (onTick || event.ctrlKey || event.metaKey || selection.ticked.size > 0) onSelection(toggle(selection, ids, index))
    else {
      onSelection({ ...selection, current: index, anchor: index })
      onOpen(index)
    }
  }
  const key = (event: KeyboardEvent) => {
    const rowsInView = Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight)
    const command = commandOf(event, 'grid')
    const to = command === 'move' ? placeAfter(event.key, selection.current, { columns, total: ids.length, rowsInView }) : null
    if (to !== null) {
      onSelection(event.shiftKey ? extend(selection, ids, to) : { ...selection, current: to, anchor: to })
      virtual.scrollToIndex(Math.floor(to / columns))
    } else if (command === 'tick') onSelection(toggle(selection, ids, selection.current))
    else if (command === 'open' && selection.current < ids.length) onOpen(selection.current)
    else if (command === 'alike' && onAlike && selection.current < ids.length) onAlike(ids[selection.current]!)
    else if (command === 'all') onSelection(tickAll(selection, ids))
    else if (command === 'clear' && selection.ticked.size > 0) onSelection({ ...NOTHING, current: selection.current })
    else return
    event.preventDefault()
  }
  const currentId = ids[selection.current]
  const currentRow = Math.floor(selection.current / columns)
  const inView = rows.some((row) => row.index === currentRow)
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      className={classes.scroller}
      aria-label={pictures.title}
      aria-description={pictures.keys}
      aria-multiselectable
      aria-rowcount={Math.ceil(ids.length / columns)}
      aria-colcount={columns}
      aria-activedescendant={inView && currentId !== undefined ? tileId(currentId) : undefined}
      data-selecting={selection.ticked.size > 0}
      onClick={click}
      onKeyDown={key}
    >
      <div ref={rowsRef} className={classes.rows} role="presentation" style={{ height: Math.max(0, virtual.getTotalSize() - GAP) }}>
        {rows.map((row) => (
          <div
            key={row.key}
            role="row"
            aria-rowindex={row.index + 1}
            className={classes.row}
            style={{ transform: `translateY(${row.start}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
          >
            {Array.from(ids.subarray(row.index * columns, (row.index + 1) * columns), (id, column) => {
              const info = of(id)
              const index = row.index * columns + column
              return (
                <Tile
                  key={id}
                  id={id}
                  index={index}
                  column={column}
                  info={info}
                  className={info ? (names[info.label] ?? data.noLabel) : null}
                  short={info && short[info.label]}
                  ticked={selection.ticked.has(id)}
                  current={index === selection.current}
                  canFindAlike={onAlike !== null}
                />
              )
            })}
          </div>
        ))}
      </div>
    </div>
  )
}
