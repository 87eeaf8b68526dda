/** The search for a good recipe: what the page asks for, and what it is told while the search is on and after it. */
import type { Standing } from './events'
import type { RunConfig, Text } from './options'
import type { RunRecord } from './runs'

/** Minutes that the page offers. */
export const SEARCH_MINUTES = [2, 10, 30] as const

/** How a trial did at one stage of the search. */
export interface TrialFigure {
  /** Epochs that it had learnt for. */
  readonly epochs: number
  /** Of its best epoch by the recipe's own metric: 0..1, on `judged` pictures. */
  readonly accuracy: number
  readonly loss: number
  /** The validation pictures; with folds all pictures, each judged by a head that never saw it. */
  readonly judged: number
  /** On the run's own validation pictures, 0..1: another figure than `accuracy` with folds only. */
  readonly own: number
}

export interface SearchTrial {
  /** 1-based, in the order of the plan; the first is the recipe that the person had. */
  readonly number: number
  /** `head`: on features that were computed once; `whole`: all of the network learns. */
  readonly kind: 'head' | 'whole'
  /** All of its recipe, with the epochs of the stage that it has come to. */
  readonly config: RunConfig
  /** Its run; null before it has one, or where that was deleted. */
  readonly runId: string | null
  /** `waiting`: not begun; `begun`: left in the middle; `out`: not among those that went on; `failed`: its loss ran away before there was an epoch to keep, or a whole network found no memory. */
  readonly status: 'waiting' | 'on' | 'begun' | 'tried' | 'out' | 'failed'
  /** One for each stage that it has come through. */
  readonly figures: readonly TrialFigure[]
}

/** A search as a whole, told anew whenever something of it changes. */
export interface SearchState {
  readonly id: string
  readonly dataset: RunRecord['dataset']
  /** SHA-256 of the weights that all trials start from. */
  readonly weights: string
  /** Epochs after which heads are compared; of each stage the best third goes on. Empty where the network began untrained: then no head is tried. */
  readonly stages: readonly number[]
  /** So many heads judge all pictures between them; 0 where validation has pictures enough. */
  readonly folds: number
  readonly trials: readonly SearchTrial[]
  /** The trial to take, by its number; null while none has a figure. */
  readonly best: number | null
  /** What is done at the moment; null where nothing is. */
  readonly now: {
    readonly trial: number
    /** The epoch under way; 0 before the first. */
    readonly epoch: number
    /** Of this stage. */
    readonly epochs: number
    /** Pictures that the network looks at once, before the heads; null while it does not. */
    readonly features: { readonly done: number; readonly of: number } | null
  } | null
  readonly standing: Standing
  /** Given for this part of the search; 0 where it was not gone on with in this visit. */
  readonly seconds: number
  /** Of those; standing still does not count. */
  readonly spent: number
  /** `done`: all of the plan; `time`: the time was up; `left`: stopped, or its tab went. Null while it is on. */
  readonly ended: 'done' | 'time' | 'left' | null
}

/** A search for a recipe. It is paused, told to go on and stopped as a run is (`TrainingApi`); a stop loses nothing. */
export interface SearchApi {
  /**
   * Tries recipes on the pictures that are open for so many seconds, from `config` on: its pictures, sizes, batches and augmentation stay.
   * Resolves when all are tried, the time is up or it was stopped. Rejects as `TrainingApi.train`.
   */
  start(config: RunConfig, seconds: number, onState: (state: SearchState) => void, language?: keyof Text): Promise<SearchState>
  /**
   * Goes on with a search exactly where it was left, for so many seconds more; its pictures must be open and its weights chosen.
   * Rejects as `TrainingApi.resumeRun`; with `run-gone` where no trial is left that says what it began with, with `other-weights` where others are chosen.
   */
  goOn(id: string, seconds: number, onState: (state: SearchState) => void, language?: keyof Text): Promise<SearchState>
  /** The newest search of which trials are kept; null where there is none. */
  kept(): Promise<SearchState | null>
}
