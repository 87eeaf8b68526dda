/**
 * L-BFGS (Liu and Nocedal 1989; Nocedal and Wright, Numerical Optimization, algorithm 7.5) with a backtracking line search, for smooth convex functions. Near the minimum, where values differ by
 * rounding alone, slopes decide (the approximate Wolfe condition of Hager and Zhang 2005).
 */

/** The value at `point`; puts the gradient there into `gradient`. */
export type Objective = (point: Float64Array, gradient: Float64Array) => Promise<number>

/** Steps that the curvature is told from. */
const MEMORY = 10
/** A step must give this share of the decrease that the slope promises (Armijo). */
const SUFFICIENT = 1e-4
/** Values may differ by this share of themselves through rounding alone. */
const NOISE = 1e-6
const MOST_HALVINGS = 40

interface Stop {
  /** Largest part of the gradient at which it ends. */
  readonly tolerance: number
  readonly mostSteps: number
  /** Called where it has come nearer, with how far it is, 0..1: by the orders of magnitude that the gradient has fallen on its way to the tolerance. */
  readonly onStep?: (share: number) => void
}

interface Pair {
  /** Of the point and of the gradient. */
  readonly step: Float64Array
  readonly change: Float64Array
  readonly curvature: number
}

/** The minimum, from `start` on: the same numbers whatever the timing. Where no step gets any lower, that is as low as the arithmetic goes. */
export async function minimise(objective: Objective, start: Float64Array, { tolerance, mostSteps, onStep }: Stop): Promise<Float64Array> {
  let point = start.slice()
  let gradient = new Float64Array(start.length)
  let value = await objective(point, gradient)
  const pairs: Pair[] = []
  const steepest = largest(gradient)
  let nearest = steepest
  for (let step = 0; step < mostSteps && largest(gradient) > tolerance; step++) {
    const direction = directionOf(gradient, pairs)
    const slope = dot(direction, gradient)
    // Nothing is known of the curvature at first.
    let size = pairs.length === 0 ? 1 / Math.max(1, Math.sqrt(-slope)) : 1
    let next: { readonly point: Float64Array; readonly gradient: Float64Array; readonly value: number } | null = null
    for (let halving = 0; halving < MOST_HALVINGS && !next; halving++, size /= 2) {
      const tried = point.map((x, i) => x + size * direction[i]!)
      const its = new Float64Array(start.length)
      const found = await objective(tried, its)
      const isLower = found <= value + SUFFICIENT * size * slope
      const isFlatter = found <= value + NOISE * Math.abs(value) && dot(direction, its) <= (2 * SUFFICIENT - 1) * slope
      if (isLower || isFlatter) next = { point: tried, gradient: its, value: found }
    }
    if (!next) return point
    const moved = difference(next.point, point)
    const change = difference(next.gradient, gradient)
    const curvature = dot(moved, change)
    if (curvature > 0) pairs.push({ step: moved, change, curvature })
    if (pairs.length > MEMORY) pairs.shift()
    ;({ point, gradient, value } = next as { point: Float64Array<ArrayBuffer>; gradient: Float64Array<ArrayBuffer>; value: number })
    if (largest(gradient) >= nearest) continue
    nearest = largest(gradient)
    onStep?.(Math.min(1, Math.log(steepest / nearest) / Math.log(steepest / tolerance)))
  }
  return point
}

/** Minus the gradient, times the inverse Hessian as the pairs have it. */
function directionOf(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((g) => -g)
  const shares = pairs.map(() => 0)
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, curvature } = pairs[k]!
    shares[k] = dot(step, direction) / curvature
    add(direction, -shares[k]!, change)
  }
  const last = pairs.at(-1)
  if (last) scale(direction, last.curvature / dot(last.change, last.change))
  for (const [k, { step, change, curvature }] of pairs.entries()) add(direction, shares[k]! - dot(change, direction) / curvature, step)
  return direction
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x - b[i]!)
function add(to: Float64Array, times: number, values: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += times * values[i]!
}
function scale(values: Float64Array, by: number): void {
  for (let i = 0; i < values.length; i++) values[i]! *= by
}
const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
