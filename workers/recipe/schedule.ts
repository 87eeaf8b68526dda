/** Learning-rate schedules as pure functions of the update count, each equal to torch.optim.lr_scheduler's class of that name. */
import { batchesInEpoch } from '../protocol/epochs'
import type { RunConfig } from '../protocol/options'

/** Where in the run an update stands. */
export interface ScheduleClock {
  /** 0-based count of optimizer updates so far. */
  readonly update: number
  readonly updatesPerEpoch: number
  readonly epochs: number
  /** What `Plateau` has made of the learning rate; 1 for the other schedules. */
  readonly plateauFactor: number
}

/** Optimizer updates in an epoch of so many training pictures (`batchesInEpoch`). */
export const updatesPerEpoch = (pictures: number, { batchSize, accumulate }: Pick<RunConfig, 'batchSize' | 'accumulate'>): number =>
  Math.ceil(batchesInEpoch(pictures, batchSize) / accumulate)

export interface ScheduledHyper {
  readonly learningRate: number
  /** OneCycleLR's cycled momentum (SGD's momentum, Adam's beta1); null where the schedule leaves it alone. */
  readonly momentum: number | null
}

/** LinearLR's start_factor for the warm-up. */
const WARMUP_START = 1e-3
/** OneCycleLR's defaults. */
const ONE_CYCLE = { pctStart: 0.3, divFactor: 25, finalDivFactor: 1e4, baseMomentum: 0.85, maxMomentum: 0.95 } as const

const cosineBetween = (start: number, end: number, share: number): number => end + ((start - end) / 2) * (1 + Math.cos(Math.PI * share))

/** OneCycleLR with cosine annealing and two phases (Smith and Topin 2017, as torch has it). */
function oneCycle(peak: number, update: number, total: number): { learningRate: number; momentum: number } {
  const initial = peak / ONE_CYCLE.divFactor
  const top = ONE_CYCLE.pctStart * total - 1
  const last = total - 1
  const at = Math.min(update, last)
  if (at <= top || last <= top) {
    const share = top > 0 ? at / top : 1
    return {
      learningRate: cosineBetween(initial, peak, share),
      momentum: cosineBetween(ONE_CYCLE.maxMomentum, ONE_CYCLE.baseMomentum, share),
    }
  }
  const share = (at - top) / (last - top)
  return {
    learningRate: cosineBetween(peak, initial / ONE_CYCLE.finalDivFactor, share),
    momentum: cosineBetween(ONE_CYCLE.baseMomentum, ONE_CYCLE.maxMomentum, share),
  }
}

type ScheduleConfig = Pick<RunConfig, 'schedule' | 'learningRate' | 'stepSize' | 'gamma' | 'warmupEpochs'>

/**
 * Learning rate (and cycled momentum) of one update: StepLR by epoch, CosineAnnealingLR and OneCycleLR by update over the whole run,
 * ReduceLROnPlateau by `plateauFactor`; multiplied by LinearLR during the warm-up.
 */
export function scheduled(config: ScheduleConfig, clock: ScheduleClock): ScheduledHyper {
  const total = Math.max(1, clock.updatesPerEpoch * clock.epochs)
  const warmup = Math.round(config.warmupEpochs * clock.updatesPerEpoch)
  const warm = warmup > 0 ? WARMUP_START + (1 - WARMUP_START) * Math.min(1, clock.update / warmup) : 1
  const base = config.learningRate * warm
  switch (config.schedule) {
    case 'constant':
      return { learningRate: base, momentum: null }
    case 'step':
      return {
        learningRate: base * config.gamma ** Math.floor(Math.floor(clock.update / clock.updatesPerEpoch) / config.stepSize),
        momentum: null,
      }
    case 'cosine':
      return { learningRate: (base * (1 + Math.cos((Math.PI * Math.min(clock.update, total)) / total))) / 2, momentum: null }
    case 'one-cycle': {
      const cycle = oneCycle(config.learningRate, clock.update, total)
      return { learningRate: cycle.learningRate * warm, momentum: cycle.momentum }
    }
    case 'plateau':
      return { learningRate: base * clock.plateauFactor, momentum: null }
    default:
      return config.schedule satisfies never
  }
}

/** State of ReduceLROnPlateau (mode min, relative threshold 1e-4): plain data, so that a checkpoint holds it. */
export interface PlateauState {
  readonly factor: number
  readonly best: number
  readonly bad: number
}
export const PLATEAU_START: PlateauState = { factor: 1, best: Number.POSITIVE_INFINITY, bad: 0 }

/** One epoch's validation loss into ReduceLROnPlateau. */
export function plateauAfter(state: PlateauState, loss: number, gamma: number, patience: number): PlateauState {
  if (loss < state.best * (1 - 1e-4)) return { factor: state.factor, best: loss, bad: 0 }
  const bad = state.bad + 1
  return bad > patience ? { factor: state.factor * gamma, best: state.best, bad: 0 } : { ...state, bad }
}
