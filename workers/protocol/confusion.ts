/** What was taken for what, as counts: with the zeros left out, since a thousand classes have a million cells and few of them hold anything. */

export interface SparseConfusion {
  readonly classes: number
  /** Actual class, predicted class, count, one cell after another; in the order of the matrix, none of them zero. */
  readonly cells: readonly number[]
}

/** Rows `[actual][predicted]` are what records of 0.1 hold. */
export type ConfusionCounts = SparseConfusion | readonly (readonly number[])[]

const isSparse = (confusion: ConfusionCounts): confusion is SparseConfusion => 'cells' in confusion

/** The same with the zeros left out. */
export function sparseConfusion(confusion: ConfusionCounts): SparseConfusion {
  if (isSparse(confusion)) return confusion
  const cells: number[] = []
  for (const [actual, row] of confusion.entries())
    for (const [predicted, count] of row.entries()) if (count > 0) cells.push(actual, predicted, count)
  return { classes: confusion.length, cells }
}

/** The same as rows, `[actual][predicted]`. */
export function denseConfusion(confusion: ConfusionCounts): readonly (readonly number[])[] {
  if (!isSparse(confusion)) return confusion
  const rows = Array.from({ length: confusion.classes }, () => new Array<number>(confusion.classes).fill(0))
  for (const { actual, predicted, count } of cellsOf(confusion)) rows[actual]![predicted] = count
  return rows
}

export interface ConfusionCell {
  readonly actual: number
  readonly predicted: number
  readonly count: number
}

/** The cells that hold anything, in the matrix' order. */
export function cellsOf(confusion: ConfusionCounts): ConfusionCell[] {
  const { cells } = sparseConfusion(confusion)
  return Array.from({ length: cells.length / 3 }, (_, i) => ({
    actual: cells[3 * i]!,
    predicted: cells[3 * i + 1]!,
    count: cells[3 * i + 2]!,
  }))
}

/** How many classes it is of. */
export const classesOf = (confusion: ConfusionCounts): number => (isSparse(confusion) ? confusion.classes : confusion.length)

/** Whether all cells lie within the matrix, each once and in order: for what comes out of a file. */
export function isConfusion({ classes, cells }: SparseConfusion): boolean {
  let before = -1
  for (let at = 0; at < cells.length; at += 3) {
    const [actual, predicted, count] = [cells[at]!, cells[at + 1], cells[at + 2]]
    const place = actual * classes + (predicted ?? Number.NaN)
    if (!(actual < classes && (predicted ?? classes) < classes && (count ?? 0) > 0 && place > before)) return false
    before = place
  }
  return true
}
