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
  const known = curves.map(placesOf).filter((points) => points.length > 0)
  const x = Array.from({ length: STEPS + 1 }, (_, i) => i / STEPS)
  return { x, y: x.map((at) => known.reduce((sum, points) => sum + heightAt(points, at), 0) / known.length) }
}

type Place = readonly [x: number, y: number]

/** In their order from left to right; where a curve is a step there are several of one x. */
function placesOf({ x, y }: Points): readonly Place[] {
  const places = x.map((at, i): Place => [at, y[i] ?? Number.NaN]).filter((place) => place.every(Number.isFinite))
  return (places[0]?.[0] ?? 0) > (places.at(-1)?.[0] ?? 0) ? places.reverse() : places
}

/** At a step its top; between two points on the line from where the left step ends to where the right one begins. */
function heightAt(points: readonly Place[], at: number): number {
  const here = points.filter(([x]) => x === at)
  if (here.length > 0) return Math.max(...here.map(([, y]) => y))
  const [left, right] = [points.findLast(([x]) => x < at), points.find(([x]) => x > at)]
  if (!left || !right) return (left ?? right)![1]
  return left[1] + ((at - left[0]) / (right[0] - left[0])) * (right[1] - left[1])
}
