/** Which classes are shown beside a picture. */

import { readingOrder } from '../../workers/protocol'

/** Up to so many classes, all are shown, in the order in which people read them, so that bars do not jump. */
const ALL_UP_TO = 8

/** Class indices to show: all of a few, the most probable of many. */
export function shownClasses(names: readonly string[], probabilities: readonly number[] | null): number[] {
  const all = readingOrder(names)
  if (names.length <= ALL_UP_TO || !probabilities) return all.slice(0, ALL_UP_TO)
  return all.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0)).slice(0, ALL_UP_TO)
}

/** Smooths a rate over the last calls: exponential with the given share of the past. */
export const eased = (past: number | null, now: number, weight = 0.85): number => (past === null ? now : weight * past + (1 - weight) * now)
