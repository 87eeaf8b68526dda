/** Which classes are shown beside a picture. */

import { readingOrder } from '../../workers/protocol'

/** Up to so many classes are shown at first. */
export const SHOWN_CLASSES = 8

/** Class indices: of a few in the order in which people read them, so that bars do not jump; of more than are shown at first the most probable come first. */
export function rankedClasses(names: readonly string[], probabilities: readonly number[] | null): number[] {
  const all = readingOrder(names)
  if (names.length <= SHOWN_CLASSES || !probabilities) return all
  return all.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0))
}

/** Smooths a rate over the last calls: exponential with the given share of the past. */
export const eased = (past: number | null, now: number, weight = 0.85): number => (past === null ? now : weight * past + (1 - weight) * now)
