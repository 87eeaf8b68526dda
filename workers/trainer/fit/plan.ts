/** What a configuration means for the engine: the network, the plan of a load and the hyperparameters of a step. */
import { drawMix, mixedLabels, mixedPixels } from '../../data/batches/mixing'
import type { Batch, Precision, StepHyper, TrainPlan } from '../../engine/engine'
import { blocksOf, sizeStepOf } from '../../model/blocks'
import { buildNetwork } from '../../model/networks'
import type { ModelSpec } from '../../model/spec'
import { archOf, Problem, type RunConfig } from '../../protocol'
import { mixesPictures, trainSize } from '../../recipe/batches'
import { sizesBeside, sizesRefused } from '../../recipe/network'
import type { ScheduledHyper } from '../../recipe/schedule'
import { blockUpdates, type EachBlock, frozenBlocks, learnsApart, rateShares } from '../../recipe/strategy'
import type { LoadedBatch } from './batches'

/** torch.optim's default for Adam and AdamW. */
const ADAM = { beta1: 0.9, beta2: 0.999, eps: 1e-8 } as const

export function specFor(config: RunConfig, classes: number): ModelSpec {
  return buildNetwork(archOf(config), { classes, head: config.head, dropout: config.dropout })
}

/** @throws Problem `size-of-patches` where the network does not take a size of the run's pictures */
export function assertSizes(config: RunConfig): void {
  const refused = sizesRefused(config)
  const [size] = [...refused.imageSize, ...refused.trainSizes]
  if (size === undefined) return
  const [below, above] = sizesBeside(config, [size]) as [number, number]
  throw new Problem('size-of-patches', { size, patch: sizeStepOf(config), below, above })
}

/** "Balanced" class weights as scikit-learn's compute_class_weight: n / (classes * count); an absent class weighs 0. */
export function balancedWeights(counts: readonly number[]): number[] {
  const total = counts.reduce((a, b) => a + b, 0)
  const present = counts.filter((c) => c > 0).length
  return counts.map((count) => (count > 0 ? total / (present * count) : 0))
}

export function planFor(config: RunConfig, epoch: number, trainCounts: readonly number[], precision: Precision = 'f32'): TrainPlan {
  return {
    batch: config.batchSize,
    imageSize: trainSize(config, epoch),
    frozenBlocks: frozenBlocks(config, epoch),
    optimizer: config.optimizer,
    labelSmoothing: config.labelSmoothing,
    classWeights: config.balance === 'weighted' ? balancedWeights(trainCounts) : null,
    softLabels: mixesPictures(config),
    ema: config.emaDecay > 0,
    seed: config.seed,
    precision,
  }
}

/** Of a network that only answers: at evaluation's size, with everything frozen, so that nothing is kept for backward. */
export function answeringPlan(config: RunConfig): TrainPlan {
  const { imageSize } = config
  return { ...planFor(config, 1, []), imageSize, frozenBlocks: blocksOf(config).length, classWeights: null, softLabels: false, ema: false }
}

/**
 * A training batch as the engine gets it: mixed where the recipe says so.
 * @param counter 0-based number of this micro-batch in the run
 * @param size side of its pictures
 */
export function batchFor(config: RunConfig, { n, input, labels }: LoadedBatch, counter: number, classes: number, size: number): Batch {
  if (input.kind !== 'pixels' || !mixesPictures(config)) return { n, input, labels, counter }
  const mix = drawMix(config, { seed: config.seed, counter }, size)
  return {
    n,
    input: { kind: 'pixels', pixels: mixedPixels(input.pixels, n, mix) },
    labels,
    targets: mixedLabels(labels, classes, mix),
    counter,
  }
}

/** What gradual unfreezing adds: each block's own learning rate, and its own count of updates, this one included; frozen blocks have none. */
function perBlock(config: RunConfig, learningRate: number, update: number, updatesPerEpoch: number) {
  if (!learnsApart(config)) return {}
  const shares = rateShares(config)
  const steps = blockUpdates(config, update + 1, updatesPerEpoch)
  const learning = (each: EachBlock<number>, factor: number) =>
    Object.fromEntries(Object.entries(each).flatMap(([block, value]) => ((steps[block] ?? 0) > 0 ? [[block, factor * value]] : [])))
  return { blockLearningRates: learning(shares, learningRate), blockSteps: learning(steps, 1) }
}

/** One micro-batch's hyperparameters. `update` is the 0-based count of updates done so far. */
export function hyperFor(
  config: RunConfig,
  at: ScheduledHyper,
  micro: { update: number; updatesPerEpoch: number; share: number; first: boolean; last: boolean },
): StepHyper {
  return {
    step: micro.update + 1,
    learningRate: at.learningRate,
    ...perBlock(config, at.learningRate, micro.update, micro.updatesPerEpoch),
    weightDecay: config.weightDecay,
    decayNormAndBias: config.decayNormAndBias,
    momentum: config.optimizer === 'sgd' ? (at.momentum ?? config.momentum) : 0,
    nesterov: config.nesterov && config.momentum > 0,
    beta1: at.momentum ?? ADAM.beta1,
    beta2: ADAM.beta2,
    eps: ADAM.eps,
    clipNorm: config.clipNorm,
    // As in timm's ModelEma warm-up, so that the first epochs do not average in the starting weights.
    emaDecay: Math.min(config.emaDecay, (1 + micro.update) / (10 + micro.update)),
    gradientScale: micro.share,
    firstMicroBatch: micro.first,
    update: micro.last,
  }
}
