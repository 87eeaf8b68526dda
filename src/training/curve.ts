/** A curve of any length in a bounded number of points: when it is full, neighbours are averaged and each point stands for twice the steps. */

export interface CurvePoint {
  /** Mean position of the steps that the point stands for, in epochs (1.5: half-way through the second epoch). */
  readonly at: number
  readonly loss: number
  readonly accuracy: number
}

interface Bucket {
  at: number
  loss: number
  accuracy: number
  steps: number
}

export class Curve {
  private buckets: Bucket[] = []
  private stride = 1

  /** @param capacity most points kept, at least 2 and even */
  constructor(private readonly capacity = 360) {}

  /** Adds one step, in amortised constant time. */
  add(at: number, loss: number, accuracy: number): void {
    const last = this.buckets.at(-1)
    if (last && last.steps < this.stride) {
      absorb(last, { at, loss, accuracy, steps: 1 })
      return
    }
    if (this.buckets.length === this.capacity) {
      this.buckets = this.buckets.filter((bucket, i) => {
        if (i % 2 === 0) return true
        absorb(this.buckets[i - 1]!, bucket)
        return false
      })
      this.stride *= 2
    }
    this.buckets.push({ at, loss, accuracy, steps: 1 })
  }

  /** The points so far, copied. */
  points(): CurvePoint[] {
    return this.buckets.map(({ at, loss, accuracy }) => ({ at, loss, accuracy }))
  }
}

function absorb(into: Bucket, from: Bucket): void {
  const steps = into.steps + from.steps
  const mean = (a: number, b: number) => (a * into.steps + b * from.steps) / steps
  into.at = mean(into.at, from.at)
  into.loss = mean(into.loss, from.loss)
  into.accuracy = mean(into.accuracy, from.accuracy)
  into.steps = steps
}

/**
 * Exponential smoothing with Adam's bias correction, so that the first points are not pulled towards zero.
 * @param weight share of the past kept at each point, 0 (none) up to but not including 1
 */
export function smooth(points: readonly CurvePoint[], weight: number): CurvePoint[] {
  let loss = 0
  let accuracy = 0
  let kept = 1
  return points.map((point) => {
    loss = weight * loss + (1 - weight) * point.loss
    accuracy = weight * accuracy + (1 - weight) * point.accuracy
    kept *= weight
    return { at: point.at, loss: loss / (1 - kept), accuracy: accuracy / (1 - kept) }
  })
}
