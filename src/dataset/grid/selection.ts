/** Which pictures of a list are ticked, and where in it the keyboard is; pure functions of what was and what was done. */

export interface Selection {
  /** Picture ids. */
  readonly ticked: ReadonlySet<number>
  /** Place in the list that the keyboard is at. */
  readonly current: number
  /** Where a range begins that Shift extends. */
  readonly anchor: number
}

export const NOTHING: Selection = { ticked: new Set(), current: 0, anchor: 0 }

/** Ticks or unticks one picture; a range would begin at it. */
export function toggle({ ticked }: Selection, ids: ArrayLike<number>, index: number): Selection {
  const id = ids[index]
  const next = new Set(ticked)
  if (id !== undefined && !next.delete(id)) next.add(id)
  return { ticked: next, current: index, anchor: index }
}

/** Ticks everything between the anchor and `index`, both included. */
export function extend({ ticked, anchor }: Selection, ids: ArrayLike<number>, index: number): Selection {
  const next = new Set(ticked)
  for (let i = Math.min(anchor, index); i <= Math.max(anchor, index); i++) {
    const id = ids[i]
    if (id !== undefined) next.add(id)
  }
  return { ticked: next, current: index, anchor }
}

/** Ticks all pictures of the list. */
export function tickAll(selection: Selection, ids: ArrayLike<number>): Selection {
  return { ...selection, ticked: new Set(Array.from(ids)) }
}

/** After the list has changed: what is no longer in it is not ticked any more. */
export function within(selection: Selection, ids: ArrayLike<number>): Selection {
  const listed = new Set(Array.from(ids))
  const last = Math.max(0, ids.length - 1)
  return {
    ticked: new Set([...selection.ticked].filter((id) => listed.has(id))),
    current: Math.min(selection.current, last),
    anchor: Math.min(selection.anchor, last),
  }
}

/** Where a key leads from `current` in a grid; null for a key that leads nowhere. */
export function placeAfter(key: string, current: number, grid: { columns: number; total: number; rowsInView: number }): number | null {
  const { columns, total, rowsInView } = grid
  const page = columns * Math.max(1, rowsInView - 1)
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -page,
    PageDown: page,
    Home: -current,
    End: total - 1 - current,
  }
  const step = steps[key]
  if (step === undefined || total === 0) return null
  const to = current + step
  // A row up from the first row, or down from the last, stays.
  if (Math.abs(step) === columns && columns > 1 && (to < 0 || to >= total)) {
    const inLastRow = Math.floor(current / columns) === Math.floor((total - 1) / columns)
    return to < 0 || inLastRow ? current : total - 1
  }
  return Math.min(total - 1, Math.max(0, to))
}
