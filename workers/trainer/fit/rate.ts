/** How fast a run is, and how long it will still take. */
import type { RunConfig } from '../../protocol'
import { trainingPasses } from '../../recipe/strategy'
import type { BatchSource } from './batches'
import type { RunClock } from './clock'

/** Pictures a second over the last few seconds. */
export class RateMeter {
  private readonly marks: { at: number; pictures: number }[] = []

  /** @param windowMs how far back counts */
  constructor(private readonly windowMs = 8000) {}

  /** Work begins, or goes on after something else: what came before counts no more. */
  restart(at: number): void {
    this.marks.splice(0, this.marks.length, { at, pictures: 0 })
  }

  /** Takes in a finished step and returns pictures a second over the window: 0 before there is any time to count. */
  add(at: number, pictures: number): number {
    this.marks.push({ at, pictures })
    // Results come in bursts: the first mark stays as long as the second lies within the window, or a burst would be all that counts.
    while (this.marks.length > 2 && at - this.marks[1]!.at >= this.windowMs) this.marks.shift()
    const first = this.marks[0]!
    const counted = this.marks.slice(1).reduce((sum, mark) => sum + mark.pictures, 0)
    return at > first.at ? (counted * 1000) / (at - first.at) : 0
  }
}

/** Seconds to the end of all epochs at this speed; NaN while there is none. A validation picture costs one of `trainingPasses`. */
export function secondsLeft(
  config: RunConfig,
  batches: Pick<BatchSource, 'trainCount' | 'valCount'>,
  clock: Pick<RunClock, 'epoch' | 'seen'>,
  imagesPerSecond: number,
): number {
  if (imagesPerSecond <= 0) return Number.NaN
  const perEpoch = batches.trainCount + batches.valCount / trainingPasses(config, clock.epoch)
  return (perEpoch * (config.epochs - clock.epoch + 1) - clock.seen) / imagesPerSecond
}
