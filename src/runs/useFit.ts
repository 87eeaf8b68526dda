/** How many of the columns of a table have room, by measure. */
import { type RefObject, useLayoutEffect, useState } from 'react'
import { columnsThatFit } from './columns'

/** The frame's width is a whole number of pixels, its columns' are not. */
const ROUNDING = 1

/**
 * The columns to draw: all of them until they are measured, which is before anybody sees them, then as many from the first on as have room.
 *
 * @param frame what the table scrolls in, `width` px wide; its columns are those of the head with `data-column`, all others are always there
 * @param key changes with whatever may change a column's width
 * @param isOn whether any is left out at all
 */
export function useFit<T extends string>(
  frame: RefObject<HTMLElement | null>,
  width: number,
  all: readonly T[],
  key: string,
  isOn: boolean,
) {
  const now = `${width} ${all.join()} ${key}`
  const [measured, setMeasured] = useState({ of: '', count: 0 })
  useLayoutEffect(() => {
    if (!isOn || !frame.current || width === 0 || measured.of === now) return
    const heads = Array.from(frame.current.querySelectorAll<HTMLElement>('thead th'))
    const widthOf = (head: HTMLElement | undefined) => head?.getBoundingClientRect().width ?? 0
    const columns = all.map((name) => widthOf(heads.find(({ dataset }) => dataset.column === name)))
    const others = heads.reduce((sum, head) => sum + widthOf(head), 0) - columns.reduce((sum, one) => sum + one, 0)
    setMeasured({ of: now, count: columnsThatFit(columns, width + ROUNDING - others) })
  })
  return isOn && measured.of === now ? all.slice(0, measured.count) : all
}
