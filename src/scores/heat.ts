/** How the cells of a large confusion matrix are drawn, and which one is pointed at. Pure. */
import { type ConfusionCounts, type ShareCell, sharesOf } from '../../workers/protocol'
import type { Measure } from './measures'

/** The cells that hold anything, with the shares that are asked for. */
export const heatCells = (confusion: ConfusionCounts, measure: Measure): ShareCell[] =>
  sharesOf(confusion, measure === 'column' ? 'predicted' : 'actual')

/** Whether several pairs were mixed up, each of them once: their order tells nothing. */
export const isEachOnce = (mixed: readonly { readonly count: number }[]): boolean =>
  mixed.length > 1 && mixed.every(({ count }) => count === 1)

/** The cell under a point of a square of `side`, both from the top left corner. */
export function cellAt(x: number, y: number, side: number, classes: number): { readonly actual: number; readonly predicted: number } {
  const place = (at: number) => Math.min(classes - 1, Math.max(0, Math.floor((at / side) * classes)))
  return { actual: place(y), predicted: place(x) }
}
