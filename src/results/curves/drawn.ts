/** Which curves of many are drawn, and the mean of all. Pure. */

interface Points {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** Up to so many curves can be told apart in one drawing. */
export const MOST_CURVES = 12
/** Of more than that so many are drawn beside the chosen one and the mean: the worst. */
const WORST = 4
/** Steps of the mean from 0 to 1. */
const STEPS = 50

/**
 * Indices of the curves that are drawn, the chosen one first of many; all where they can be told apart.
 * @param areas under the curves, NaN where a class has no pictures
 */
export function drawnOf(areas: readonly number[], chosen: number): readonly number[] {
  const all = areas.map((_, i) => i)
  if (areas.length <= MOST_CURVES) return all
  const others = all.filter((i) => i !== chosen && Number.isFinite(areas[i]))
  return [chosen, ...others.sort((a, b) => areas[a]! - areas[b]!).slice(0, WORST)]
}

/** The mean height of the curves at each place (vertical averaging: Fawcett 2006, "An introduction to ROC analysis", 8.1), without those that have no points. */
export function meanOf(curves: readonly Points[]): Points {
  const known = curves.map(sorted).filter((points) => points.length > 0)
  const x = Array.from({ length: STEPS + 1 }, (_, i) => i / STEPS)
  return { x, y: x.map((at) => known.reduce((sum, points) => sum + heightAt(points, at), 0) / known.length) }
}

type Place = readonly [x: number, y: number]

/** Each place once, from left to right, at its highest. */
function sorted({ x, y }: Points): readonly Place[] {
  const highest = new Map<number, number>()
  for (const [i, at] of x.entries()) {
    const height = y[i] ?? Number.NaN
    if (Number.isFinite(at) && Number.isFinite(height)) highest.set(at, Math.max(highest.get(at) ?? 0, height))
  }
  return [...highest].sort(([a], [b]) => a - b)
}

/** Between two points on the line through them. */
function heightAt(points: readonly Place[], at: number): number {
  const right = points.findIndex(([x]) => x >= at)
  if (right < 0) return points.at(-1)![1]
  const [x, y] = points[right]!
  const [before, from] = points[right - 1] ?? [x, y]
  return x === at || x === before ? y : from + ((at - before) / (x - before)) * (y - from)
}
