/** Which classes are shown beside a picture. */

/** Up to so many classes, all are shown, in their own order, so that bars do not jump. */
const ALL_UP_TO = 8

/** Class indices to show: all of a few, the most probable of many. */
export function shownClasses(classes: number, probabilities: readonly number[] | null): number[] {
  const all = Array.from({ length: classes }, (_, i) => i)
  if (classes <= ALL_UP_TO || !probabilities) return all.slice(0, ALL_UP_TO)
  return all.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0)).slice(0, ALL_UP_TO)
}

/** Smooths a rate over the last calls: exponential with the given share of the past. */
export const eased = (past: number | null, now: number, weight = 0.85): number => (past === null ? now : weight * past + (1 - weight) * now)
