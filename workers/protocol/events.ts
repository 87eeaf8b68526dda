/** What a run tells the page while it is on: one union, told apart by `type`. */
import type { ProblemData } from './problem'
import type {
  classScoresShape,
  curveShape,
  deviceShape,
  epochShape,
  lineShape,
  noteShape,
  reasonShape,
  Shaped,
  scoresShape,
  summaryShape,
  testScoreShape,
} from './recordShape'

export type Scores = Shaped<typeof scoresShape>
export type ClassScores = Shaped<typeof classScoresShape>
export type EpochRecord = Shaped<typeof epochShape>
export type TestScore = Shaped<typeof testScoreShape>
export type DeviceInfo = Shaped<typeof deviceShape>

/** `tuning`: it is found out which of several ways of computing is fastest on this graphics card. */
export type RunPhase = 'loading' | 'tuning' | 'features' | 'training' | 'validating' | 'finishing' | 'testing'
/** Whether a run goes on, in whatever phase: `pausing` from the moment it is told to stand still until the step under way has ended. */
export type Standing = 'going' | 'pausing' | 'paused'
/** `diverged`: the steps were too large; the weights kept are the best from before, which need not be good. */
export type FinishReason = Shaped<typeof reasonShape>

export type RunEvent =
  | { readonly type: 'phase'; readonly phase: RunPhase }
  | { readonly type: 'standing'; readonly standing: Standing }
  | {
      readonly type: 'started'
      readonly runId: string
      readonly device: DeviceInfo
      readonly stepsPerEpoch: number
      readonly epochs: number
      readonly classes: readonly string[]
      readonly trainCount: number
      readonly valCount: number
      /** Labelled test pictures, which the final weights are scored by. Runs of earlier versions do not say. */
      readonly testCount?: number | undefined
      /** 1 unless resumed. */
      readonly firstEpoch: number
    }
  /** Another device computes the run than it said it would when it started. */
  | { readonly type: 'device'; readonly device: DeviceInfo }
  | {
      readonly type: 'step'
      readonly epoch: number
      /** 1-based, in this epoch. */
      readonly step: number
      readonly loss: number
      readonly accuracy: number
      readonly learningRate: number
      /** Over the last seconds. */
      readonly imagesPerSecond: number
      /** Share of the engine's time spent waiting for pictures, 0..1, since the run began. */
      readonly waiting: number
      /** Estimated until the result, labelled test pictures included; NaN in the first steps, when nobody knows. */
      readonly secondsLeft: number
    }
  /** After `started`, when a run goes on: what happened before. */
  | { readonly type: 'past'; readonly epochs: readonly EpochRecord[]; readonly trace: RunTrace }
  | { readonly type: 'validation-progress'; readonly done: number; readonly of: number }
  /** While the phase is `tuning`: the share that is done, 0..1. */
  | { readonly type: 'tuning-progress'; readonly share: number }
  /** Labelled test pictures looked at, while the phase is `testing`. */
  | { readonly type: 'test-progress'; readonly done: number; readonly of: number }
  /** The score of the final weights; before `finished`, whose summary has it. */
  | { readonly type: 'tested'; readonly score: TestScore }
  /** While the phase is `features`. */
  | {
      readonly type: 'feature-progress'
      /** Pictures whose features are ready: `views` of each of `pictures` training pictures, and those for validation. */
      readonly done: number
      readonly of: number
      readonly views: number
      readonly pictures: number
      /** Over the last seconds; 0 while none went through the network, as where all were kept. */
      readonly imagesPerSecond: number
      /** Until the result, as in `step`; NaN while there is no pace. */
      readonly secondsLeft: number
    }
  | { readonly type: 'epoch'; readonly record: EpochRecord }
  | { readonly type: 'note'; readonly note: RunNote }
  | { readonly type: 'finished'; readonly reason: FinishReason; readonly summary: RunSummary }
  | { readonly type: 'failed'; readonly problem: ProblemData }

/** Things worth a line in the run's log. */
export type RunNote = Shaped<typeof noteShape>

export type RunSummary = Shaped<typeof summaryShape>

/** A curve as plain data. */
export type KeptCurve = Shaped<typeof curveShape>
export type CurvePoint = Omit<KeptCurve['points'][number], 'steps'>

/** A line of a run's log. */
export type TraceEntry = Shaped<typeof lineShape> | { readonly at: number; readonly kind: 'failed'; readonly problem: ProblemData }

export interface RunTrace {
  readonly curve: KeptCurve
  /** Oldest first. */
  readonly log: readonly TraceEntry[]
}
