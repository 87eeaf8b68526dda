/** What a run tells the page while it is on: one union, told apart by `type`. */
import type { ConfusionCounts } from './confusion'
import type { ProblemData } from './problem'

export interface Scores {
  readonly loss: number
  /** 0..1 */
  readonly accuracy: number
}

export interface ClassScores {
  readonly name: string
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Pictures of this class. */
  readonly support: number
}

export interface EpochRecord {
  /** 1-based. */
  readonly epoch: number
  readonly train: Scores
  readonly val: Scores
  readonly seconds: number
  readonly learningRate: number
  /** Validation pictures that could be read, of which all its figures are. Records of earlier versions do not say. */
  readonly judged?: number
  readonly confusion: ConfusionCounts
  readonly perClass: readonly ClassScores[]
  /** Whether this is the best epoch so far by the run's metric. */
  readonly best: boolean
}

export interface DeviceInfo {
  readonly backend: 'webgpu' | 'tfjs-webgpu' | 'tfjs-wasm' | 'tfjs-cpu'
  readonly device: string
  readonly software: boolean
  /** Why this one was taken. */
  readonly why: 'chosen' | 'hardware-gpu' | 'no-webgpu' | 'no-adapter' | 'software-gpu' | 'gpu-refused'
  readonly threads: number
}

export type RunPhase = 'loading' | 'features' | 'training' | 'validating' | 'finishing'
/** Whether a run goes on, in whatever phase: `pausing` from the moment it is told to stand still until the step under way has ended. */
export type Standing = 'going' | 'pausing' | 'paused'
/** `diverged`: the steps were too large; the weights kept are the best from before, which need not be good. */
export type FinishReason = 'completed' | 'early-stop' | 'stopped' | 'diverged'

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
      /** 1 unless resumed. */
      readonly firstEpoch: number
    }
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
      /** Estimated until the end of the run. */
      readonly secondsLeft: number
    }
  /** After `started`, when a run goes on: what happened before. */
  | { readonly type: 'past'; readonly epochs: readonly EpochRecord[]; readonly trace: RunTrace }
  | { readonly type: 'validation-progress'; readonly done: number; readonly of: number }
  /** Pictures gone through the frozen network, while the phase is `features`. */
  | { readonly type: 'feature-progress'; readonly done: number; readonly of: number }
  | { readonly type: 'epoch'; readonly record: EpochRecord }
  | { readonly type: 'note'; readonly note: RunNote }
  | { readonly type: 'finished'; readonly reason: FinishReason; readonly summary: RunSummary }
  | { readonly type: 'failed'; readonly problem: ProblemData }

/** Things worth a line in the run's log. */
export type RunNote =
  | { readonly code: 'unfroze'; readonly block: string; readonly epoch: number }
  | { readonly code: 'picture-replaced'; readonly path: string }
  | { readonly code: 'picture-left-out'; readonly path: string }
  | { readonly code: 'last-picture-dropped' }
  | { readonly code: 'learning-rate-lowered'; readonly to: number }
  | { readonly code: 'device-restored'; readonly detail: string }
  | { readonly code: 'checkpoint-saved'; readonly epoch: number; readonly step: number }
  | { readonly code: 'checkpoint-failed'; readonly detail: string }
  | { readonly code: 'resumed'; readonly epoch: number; readonly step: number }
  | { readonly code: 'storage-full'; readonly needed: number; readonly free: number }

export interface RunSummary {
  readonly bestEpoch: number
  readonly best: EpochRecord
  readonly epochs: readonly EpochRecord[]
  /** Training pictures a second, over the training part of all epochs. */
  readonly imagesPerSecond: number
  readonly seconds: number
}

export interface CurvePoint {
  /** Mean position of the steps that the point stands for, in epochs (1.5: half-way through the second epoch). */
  readonly at: number
  readonly loss: number
  readonly accuracy: number
}

/** A curve as plain data. */
export interface KeptCurve {
  /** Steps that a full point stands for. */
  readonly stride: number
  readonly points: readonly (CurvePoint & { readonly steps: number })[]
}

/** A line of a run's log. `at` is milliseconds since 1970. */
export type TraceEntry = { readonly at: number } & (
  | { readonly kind: 'started'; readonly trainCount: number; readonly valCount: number; readonly device: DeviceInfo }
  | { readonly kind: 'epoch'; readonly epoch: number }
  | { readonly kind: 'note'; readonly note: RunNote }
  | { readonly kind: 'finished'; readonly reason: FinishReason; readonly bestEpoch: number }
  | { readonly kind: 'failed'; readonly problem: ProblemData }
)

export interface RunTrace {
  readonly curve: KeptCurve
  /** Oldest first. */
  readonly log: readonly TraceEntry[]
}
