/**
 * The order in which people read classes: 0, 1, 2, 10, and letters before their case. What is only an order on the page or in a report: a class's index, colour and
 * place in files that programs read stay ImageFolder's.
 */
import { type ConfusionCounts, cellsOf, classesOf, sparseConfusion } from './confusion'

/** One language for page, worker and report, so that they agree. */
const collator = new Intl.Collator('en', { numeric: true })

/** Class indices in the order in which people read their names. */
export const readingOrder = (names: readonly string[]): number[] =>
  names.map((_, i) => i).sort((a, b) => collator.compare(names[a]!, names[b]!) || a - b)

/** Names in the order in which people read them. */
export const inReadingOrder = (names: readonly string[]): string[] => readingOrder(names).map((i) => names[i]!)

/** A confusion matrix with its classes in another order: the class at place p is `order[p]`. */
export function reordered(counts: ConfusionCounts, order: readonly number[]): ConfusionCounts {
  if (order.every((index, place) => index === place)) return counts
  const places = new Int32Array(classesOf(counts))
  for (const [place, index] of order.entries()) places[index] = place
  const cells = cellsOf(sparseConfusion(counts)).map((cell) => [places[cell.actual]!, places[cell.predicted]!, cell.count] as const)
  cells.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  return { classes: order.length, cells: cells.flat() }
}
