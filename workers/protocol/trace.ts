/** What is kept of a run's course besides its epochs: the curve of its steps, thinned, and the lines of its log. */
import { rightOf } from './confusion'
import type { CurvePoint, KeptCurve, RunEvent, TraceEntry } from './events'

interface Bucket extends CurvePoint {
  at: number
  loss: number
  accuracy: number
  steps: number
}

/** The log's line for an event; null for one that has none. */
export function entryOf(event: RunEvent, at: number): TraceEntry | null {
  switch (event.type) {
    case 'started':
      return {
        at,
        kind: 'started',
        trainCount: event.trainCount,
        valCount: event.valCount,
        testCount: event.testCount,
        device: event.device,
      }
    case 'epoch':
      return { at, kind: 'epoch', epoch: event.record.epoch }
    case 'tested':
      return { at, kind: 'tested', ...rightOf(event.score) }
    case 'note':
      return { at, kind: 'note', note: event.note }
    case 'finished':
      return { at, kind: 'finished', reason: event.reason, bestEpoch: event.summary.bestEpoch }
    case 'failed':
      return { at, kind: 'failed', problem: event.problem }
    default:
      return null
  }
}

/** A curve of any length in a bounded number of points: when it is full, neighbours are averaged and each point stands for twice the steps. */
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

  /** A curve that goes on from one that was kept, up to position `until`. */
  static from({ stride, points }: KeptCurve, until = Number.POSITIVE_INFINITY): Curve {
    const curve = new Curve()
    curve.stride = stride
    curve.buckets = points.filter(({ at }) => at <= until).map((point) => ({ ...point }))
    return curve
  }

  kept(): KeptCurve {
    return { stride: this.stride, points: this.buckets.map((bucket) => ({ ...bucket })) }
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
