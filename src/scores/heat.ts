/** Which cells of a large confusion matrix are drawn how strongly, which are named, and which one is pointed at. Pure. */
import { type ConfusionCell, type ConfusionCounts, cellsOf, classesOf } from '../../workers/protocol'
import type { Measure } from './measures'

export interface HeatCell extends ConfusionCell {
  /** Of the row; of the column, where that is asked for. 0..1 */
  readonly share: number
}

/** The cells that hold anything, with their shares. */
export function heatCells(confusion: ConfusionCounts, measure: Measure): HeatCell[] {
  const by = measure === 'column' ? 'predicted' : 'actual'
  const totals = new Array<number>(classesOf(confusion)).fill(0)
  const cells = cellsOf(confusion)
  for (const cell of cells) totals[cell[by]]! += cell.count
  return cells.map((cell) => ({ ...cell, share: cell.count / totals[cell[by]]! }))
}

/** The mistakes made most often, at most so many. */
export const mostMixed = (cells: readonly HeatCell[], most: number): HeatCell[] =>
  cells
    .filter(({ actual, predicted }) => actual !== predicted)
    .sort((a, b) => b.count - a.count || b.share - a.share)
    .slice(0, most)

/** The cell under a point of a square of `side`, both from the top left corner. */
export function cellAt(x: number, y: number, side: number, classes: number): { readonly actual: number; readonly predicted: number } {
  const place = (at: number) => Math.min(classes - 1, Math.max(0, Math.floor((at / side) * classes)))
  return { actual: place(y), predicted: place(x) }
}
