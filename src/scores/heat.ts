/** How the cells of a large confusion matrix are drawn, and which one is pointed at. Pure. */
import { type ConfusionCounts, type ShareCell, sharesOf } from '../../workers/protocol'
import type { Measure } from './measures'

/** The cells that hold anything, with the shares that are asked for. */
export const heatCells = (confusion: ConfusionCounts, measure: Measure): ShareCell[] =>
  sharesOf(confusion, measure === 'column' ? 'predicted' : 'actual')

/** Whether several pairs were mixed up, each of them once: their order tells nothing. */
export const isEachOnce = (mixed: readonly { readonly count: number }[]): boolean =>
  mixed.length > 1 && mixed.every(({ count }) => count === 1)

/**
 * Class indices that get a tick: the first, every tenth by its number (10, 20, ...; of more than 200 every hundredth or so) and the last, unless another is
 * too near for both numbers.
 */
export function ticksOf(classes: number): number[] {
  const step = 10 ** Math.max(1, Math.ceil(Math.log10(classes / 20)))
  const ticks = [0]
  for (let number = step; number <= classes - step / 2; number += step) ticks.push(number - 1)
  if (ticks.at(-1) !== classes - 1) ticks.push(classes - 1)
  return ticks
}

/** The cell under a point of a square of `side`, both from the top left corner. */
export function cellAt(x: number, y: number, side: number, classes: number): { readonly actual: number; readonly predicted: number } {
  const place = (at: number) => Math.min(classes - 1, Math.max(0, Math.floor((at / side) * classes)))
  return { actual: place(y), predicted: place(x) }
}
