/** How fast a run is, and how long it will still take. */
import type { RunConfig } from '../../protocol'
import { trainingWork } from '../../recipe/batches'
import { usesFeatureCache } from '../../recipe/strategy'
import type { BatchSource, PreparationProgress } from './batches'
import type { RunClock } from './clock'

/** Milliseconds of one picture through the head alone, where none was measured: a processor's. */
export const FIRST_HEAD_MS = 0.2
/** Seconds of an epoch besides its pictures, where none was measured: a snapshot written, figures shown, blocks unfrozen. */
const EPOCH_BESIDES = 0.1
/** By this step a run's pace is known at the latest: more results than ever arrive in a burst. */
const SETTLED_STEPS = 8

/** Pictures, or passes, a second over the last few seconds. */
export class RateMeter {
  private readonly marks: { at: number; amount: number }[] = []
  private steps = 0
  private settled = false

  /** @param windowMs how far back counts */
  constructor(private readonly windowMs = 8000) {}

  /** Whether the first step counts no more: in it kernels are built, pictures waited for, and several steps begun before there is a result. */
  get isSettled(): boolean {
    return this.settled
  }

  /** Work begins, or goes on after something else: what came before counts no more. */
  restart(at: number): void {
    this.marks.splice(0, this.marks.length, { at, amount: 0 })
    this.steps = 0
    this.settled = false
  }

  /** Takes in a finished step and returns the rate over the window: 0 before there is any time to count. */
  add(at: number, amount: number): number {
    this.marks.push({ at, amount })
    this.steps++
    const [begun, one] = this.marks
    // The first step counts until those after it took as long, or are many: a burst of a few results is no pace.
    const isAsLong = begun && one && this.marks.length > 2 && at > one.at && at - one.at >= one.at - begun.at
    if (!this.settled && begun && one && (isAsLong || this.steps >= SETTLED_STEPS)) {
      if (this.marks.length > 2) this.marks.shift()
      this.settled = true
    }
    // Results come in bursts: the first mark stays as long as the second lies within the window, or a burst would be all that counts.
    while (this.marks.length > 2 && at - this.marks[1]!.at >= this.windowMs) this.marks.shift()
    const first = this.marks[0]!
    const counted = this.marks.slice(1).reduce((sum, mark) => sum + mark.amount, 0)
    return at > first.at ? (counted * 1000) / (at - first.at) : 0
  }
}

/** What of a run says how much of it is left. */
export interface Course {
  readonly config: RunConfig
  readonly batches: Pick<BatchSource, 'trainCount' | 'valCount'>
  readonly clock: Pick<RunClock, 'epoch' | 'seen'>
  /** Labelled test pictures that the weights are scored by at the end. */
  readonly testCount: number
}

/** How fast a run was so far. */
export interface Pace {
  /** Passes through the network a second of training, of which a training picture has `trainingWork`; 0 while nobody knows. */
  readonly passesPerSecond: number
  /** Of the last validation; null before the first. */
  readonly validationSeconds: number | null
  /** From the last validation to the next epoch's first step; null before there was one. */
  readonly besidesSeconds: number | null
  /** Pictures a second through the frozen backbone while features were made, as the test pictures' will be; 0 where none were. */
  readonly featuresPerSecond: number
}

/**
 * Seconds to the result; NaN while there is no pace. Epochs to come cost what they will: more blocks learn later in gradual unfreezing. A picture that is
 * judged costs one pass, until it was measured. Early stopping may end it sooner.
 */
export function secondsLeft({ config, batches, clock, testCount }: Course, pace: Pace): number {
  const { passesPerSecond, validationSeconds, besidesSeconds, featuresPerSecond } = pace
  if (passesPerSecond <= 0) return Number.NaN
  const epochs = Array.from({ length: Math.max(0, config.epochs - clock.epoch + 1) }, (_, i) => trainingWork(config, clock.epoch + i))
  const train = batches.trainCount * epochs.reduce((sum, each) => sum + each, 0) - trainingWork(config, clock.epoch) * clock.seen
  const judging = validationSeconds ?? batches.valCount / passesPerSecond
  const test = usesFeatureCache(config) ? (featuresPerSecond > 0 ? testCount / featuresPerSecond : 0) : testCount / passesPerSecond
  return train / passesPerSecond + epochs.length * (judging + (besidesSeconds ?? EPOCH_BESIDES)) + test
}

/** Seconds to the result while features are made at this speed: the rest of them, the head's epochs, and the test pictures. NaN while there is no speed. */
export function secondsLeftOfFeatures(
  { config, batches, testCount }: Course,
  { done, of }: Pick<PreparationProgress, 'done' | 'of'>,
  imagesPerSecond: number,
): number {
  if (imagesPerSecond <= 0) return Number.NaN
  const epoch = ((batches.trainCount + batches.valCount) * FIRST_HEAD_MS) / 1000 + EPOCH_BESIDES
  return (of - done + testCount) / imagesPerSecond + config.epochs * epoch
}
