/** The one interface that the trainer knows: what it is to hold a network, train it by steps, and answer with it. */
import type { Block } from '../model/blocks'
import type { ModelSpec, ParamMap } from '../model/spec'

export type Backend = 'webgpu' | 'wasm' | 'tfjs-webgpu' | 'tfjs-wasm' | 'tfjs-cpu'
/** `mixed`: convolutions and the maps between them in f16, sums, statistics, head, loss and the weights that learn in f32, with dynamic loss scaling. */
export type Precision = 'f32' | 'mixed'
export type OptimizerKind = 'sgd' | 'adam' | 'adamw'

export interface EngineInfo {
  readonly backend: Backend
  /** For a person: "Apple M2", "SwiftShader (software)", "wasm, 2 threads". */
  readonly device: string
  readonly software: boolean
  readonly features: readonly string[]
  /** Which kernels, in which version, a device was found to compute rightly; absent where it was not tried. */
  readonly kernels?: string
  /** Other threads were to help, and did not start. */
  readonly alone?: boolean
  /** It takes plans in mixed precision. */
  readonly mixes?: boolean
}

/** Everything about training that is fixed until the next `load`. */
export interface TrainPlan {
  /** The most pictures in one step; a step may hold fewer. */
  readonly batch: number
  readonly imageSize: number
  /** How many of the network's `blocks`, from the front, are frozen: 0 to all of them. Frozen blocks run BatchNorm in evaluation mode and keep nothing for backward. */
  readonly frozenBlocks: number
  readonly optimizer: OptimizerKind
  /** As torch.nn.CrossEntropyLoss: 0..1. */
  readonly labelSmoothing: number
  /** As torch.nn.CrossEntropyLoss: one weight per class, mean weighted by them (not of soft labels, where torch takes the plain mean); null for none. */
  readonly classWeights: readonly number[] | null
  /** Whether steps go by `targets`, probabilities of each class, instead of `labels`: those of mixed pictures. */
  readonly softLabels: boolean
  /** Keep an exponential moving average of parameters and running statistics beside them. */
  readonly ema: boolean
  /** Seed of dropout's counter-based draws. */
  readonly seed: number
  /** f32 where it is not given; `mixed` only of an engine that `mixes`. A head that learns alone, and all answers, are computed in f32 whatever this says. */
  readonly precision?: Precision
}

/** What may change at every step. */
export interface StepHyper {
  /** 1-based count of optimizer updates, for Adam's bias correction. */
  readonly step: number
  /** The same for each block that began to learn later: torch counts each parameter's own updates. Blocks that are absent use `step`. */
  readonly blockSteps?: Readonly<Record<Block, number>>
  /** Learning rate of each block; blocks that are absent use `learningRate`. */
  readonly learningRate: number
  readonly blockLearningRates?: Readonly<Record<Block, number>>
  readonly weightDecay: number
  /** Whether biases and BatchNorm's weight and bias decay too (torch's default, the article's recipe: true). */
  readonly decayNormAndBias: boolean
  /** SGD's momentum; 0 for none. */
  readonly momentum: number
  readonly nesterov: boolean
  readonly beta1: number
  readonly beta2: number
  readonly eps: number
  /** Largest L2 norm of the whole gradient (torch.nn.utils.clip_grad_norm_); 0 for none. */
  readonly clipNorm: number
  /** Decay of the moving average at this step; ignored unless the plan has `ema`. */
  readonly emaDecay: number
  /** Gradient accumulation: this micro-batch's share of the update (1 without), whether it is the first, and whether the update follows. */
  readonly gradientScale: number
  readonly firstMicroBatch: boolean
  readonly update: boolean
}

export interface Batch {
  /** Pictures in this batch, at most the plan's `batch`. */
  readonly n: number
  /**
   * `pixels`: augmented RGB bytes `[n, size, size, 3]`, 0..255, as torchvision has them before ToTensor; the engine normalises.
   * `features`: pooled features `[n, featureWidth]`; only the head runs, every other block must be frozen.
   */
  readonly input: { readonly kind: 'pixels'; readonly pixels: Uint8Array } | { readonly kind: 'features'; readonly features: Float32Array }
  /** Class index of each picture; empty where there is no loss to compute (evaluate, features). */
  readonly labels: Int32Array
  /** `[n, classes]`, each row adding up to 1: what a step of a plan with `softLabels` goes by, and nothing else has. */
  readonly targets?: Float32Array
  /** 0-based number of this micro-batch in the run: with the plan's seed it keys dropout, so a resumed run draws the same. */
  readonly counter: number
}

/**
 * Mean loss over the batch (as torch's CrossEntropyLoss reports it) and the number of right answers, before the update. With soft labels an answer is
 * right that names the class with the largest share, the first of equals, as torchvision's reference training counts it.
 */
export interface StepResult {
  readonly loss: number
  readonly correct: number
  /** In mixed precision, of a step with an update: a gradient was beyond f16, and the update was left out. */
  readonly skipped?: true
}

export interface StepHandle {
  /** Resolves late, when the device has run the step; rejects with `EngineLostError` when the device is gone. */
  readonly result: Promise<StepResult>
}

/** @throws Error where a step has not what its plan goes by: a label for each picture, or `classes` shares of each */
export function assertLabelled({ n, labels, targets }: Batch, { softLabels }: TrainPlan, classes: number): void {
  if (softLabels !== (targets !== undefined)) throw new Error(`A step ${softLabels ? 'needs' : 'takes no'} soft labels by its plan.`)
  if (targets && targets.length !== n * classes)
    throw new Error(`A step of ${n} pictures needs ${n * classes} shares of classes, not ${targets.length}.`)
  if (!targets && labels.length !== n) throw new Error(`A step of ${n} pictures needs as many labels, not ${labels.length}.`)
}

/** Thrown or rejected with when the device was lost, ran out of memory, or failed validation: nothing it computed since may be believed. */
export class EngineLostError extends Error {
  override readonly name = 'EngineLostError'
  constructor(
    message: string,
    readonly reason: 'lost' | 'out-of-memory' | 'validation',
  ) {
    super(message)
  }
}

/** What a plan needs of a device that cannot hold it. */
export interface EngineLimits {
  readonly batch: number
  readonly imageSize: number
  /** Bytes that the plan needs, in one buffer or in all. */
  readonly needed: number
  /** Bytes that the device gives; null where it only said no. */
  readonly given: number | null
  /** A batch that would fit; null where no batch of this size of picture does. */
  readonly suggestedBatch: number | null
}

/** Thrown by `load` when the device cannot hold the plan; its message says in plain words what it needs, what it has, and what would fit. */
export class EngineLimitError extends Error {
  override readonly name = 'EngineLimitError'
  constructor(
    message: string,
    readonly limits: EngineLimits,
  ) {
    super(message)
  }
}

export interface TuneHow {
  /** Ends it early: what is not found out by then is as before. */
  readonly signal: AbortSignal
  /** Hears the share that is done, 0..1; not at all where there is nothing to find out. */
  readonly onProgress: (share: number) => void
}

export interface TrainingEngine {
  readonly info: EngineInfo
  /**
   * Finds out whether the device computes such a plan of this network rightly, where that is not known; `info` tells afterwards what computes it, and whether it
   * mixes. `load` asks it too. Absent where an engine is believed.
   */
  prove?(spec: ModelSpec, plan: TrainPlan): Promise<void>
  /**
   * Finds out by timing which kernels compute these plans fastest; a `load` after it uses them. It takes seconds, and half
   * a minute more where a driver compiles slowly; an abort ends it at once. What was found out before is not asked again.
   * Absent where an engine has one kernel for each purpose. Rejects with `EngineLostError` where no kernel computes rightly what a plan needs.
   */
  tune?(spec: ModelSpec, plans: readonly TrainPlan[], how: TuneHow): Promise<void>
  /**
   * Takes a network in. Parameters are copied, f32, by torchvision's names; every name of `paramInfos(spec)` must be there.
   * `optimizerState` continues an optimizer (from `optimizerState()`); without it the optimizer starts anew.
   * May be called again (another frozen prefix, other parameters).
   */
  load(spec: ModelSpec, params: ParamMap, plan: TrainPlan, optimizerState?: ParamMap): Promise<void>
  /** Enqueues one training step and returns at once where the device allows it. */
  step(batch: Batch, hyper: StepHyper): StepHandle
  /** Logits `[n, classes]`, row-major, in evaluation mode. `n` may be anything up to the plan's batch. `weights` picks the moving average. */
  evaluate(batch: Batch, weights?: 'live' | 'ema'): Promise<Float32Array>
  /**
   * Logits as `evaluate` gives them, while `at` is told the values of `places`, which are ids of layers and `input`, in the network's order; it may change them,
   * and the network goes on with those. `[n, height, width, channels]` of a map. Takes pixels. Engines that fuse all steps into one program have no such method.
   */
  through?(batch: Batch, places: ReadonlySet<string>, at: (id: string, values: Float32Array) => void): Promise<Float32Array>
  /** Pooled features `[n, featureWidth]` in evaluation mode. */
  features(batch: Batch): Promise<Float32Array>
  /**
   * Grad-CAM (Selvaraju et al. 2017) at the output of the network's `cam`, in evaluation mode: `relu(sum_c mean_hw(d logit / d A_c) A_c)` for each
   * picture's class, unnormalised, `[n, height, width]`.
   */
  gradCam(batch: Batch, classes: Int32Array): Promise<{ height: number; width: number; maps: Float32Array }>
  /** Gradients of the last step by parameter name (trainable ones only), after accumulation, before clipping. For tests. */
  gradients(): Promise<ParamMap>
  /** Parameters and running statistics, copied out; with `learning`, only those of the blocks that the plan does not freeze. */
  params(weights?: 'live' | 'ema', which?: 'all' | 'learning'): Promise<ParamMap>
  /**
   * `exp_avg.NAME`, `exp_avg_sq.NAME` (Adam, AdamW), `momentum_buffer.NAME` (SGD), `ema.NAME`: names as in torch's optimizer state. In mixed precision
   * `grad_scaler.scale` and `grad_scaler.growth_tracker`, of one value, and `grad_scaler.skipped`: updates left out, of each block.
   */
  optimizerState(): Promise<ParamMap>
  /** Resolves (never rejects) once, if the device is lost or fails. */
  readonly lost: Promise<EngineLostError>
  /** Bytes that the engine holds on the device now. */
  bytes(): number
  dispose(): Promise<void>
}

/** An engine that tells what lies between layers. */
export interface WatchingEngine extends TrainingEngine {
  readonly through: NonNullable<TrainingEngine['through']>
}

export const isWatching = (engine: TrainingEngine): engine is WatchingEngine => engine.through !== undefined
