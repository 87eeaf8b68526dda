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

/** How many of the pictures that were judged were recognised. */
export function rightOf({ confusion }: { readonly confusion: ConfusionCounts }): { readonly right: number; readonly judged: number } {
  let [right, judged] = [0, 0]
  for (const { actual, predicted, count } of cellsOf(confusion)) {
    judged += count
    if (actual === predicted) right += count
  }
  return { right, judged }
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

/** From so many classes on a matrix is no table: it would be too large to read, and of a million cells too large to make. */
export const TOO_MANY_FOR_TABLE = 15

export interface ShareCell extends ConfusionCell {
  /** Of the row; of the column, where that is asked for. 0..1 */
  readonly share: number
}

/** The cells that hold anything, in the matrix' order, as shares of all pictures of the actual class, or of all answers with the predicted one. */
export function sharesOf(confusion: ConfusionCounts, by: 'actual' | 'predicted'): ShareCell[] {
  const totals = new Array<number>(classesOf(confusion)).fill(0)
  const cells = cellsOf(confusion)
  for (const cell of cells) totals[cell[by]]! += cell.count
  return cells.map((cell) => ({ ...cell, share: cell.count / totals[cell[by]]! }))
}

/** The mistakes, those made most often first. */
export const mostMixed = (cells: readonly ShareCell[]): ShareCell[] =>
  cells.filter(({ actual, predicted }) => actual !== predicted).sort((a, b) => b.count - a.count || b.share - a.share)
