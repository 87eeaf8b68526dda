/** What changes at every step, as the scalars that the optimizers' kernels take. */
import type { Block } from '../../model/blocks'
import type { OptimizerKind, StepHyper } from '../engine'

/**
 * The scalars of a group: a block's weights (`weights`), or its biases and BatchNorm.
 * @param scale factor on the gradient (clipping)
 * @returns for Adam and AdamW the ten of the kernel `adam`; for SGD the four of `sgd` and whether it is Nesterov's
 */
export function groupScalars(kind: OptimizerKind, hyper: StepHyper, block: Block, weights: boolean, scale: number): number[] {
  const rate = hyper.blockLearningRates?.[block] ?? hyper.learningRate
  const decay = weights || hyper.decayNormAndBias ? hyper.weightDecay : 0
  if (kind === 'sgd') return [scale, decay, hyper.momentum, rate, hyper.nesterov ? 1 : 0]
  const step = hyper.blockSteps?.[block] ?? hyper.step
  const { beta1, beta2, eps } = hyper
  const coupled = kind === 'adam'
  return [
    ...[scale, coupled ? 0 : rate * decay, coupled ? decay : 0],
    ...[beta1, 1 - beta1, beta2, 1 - beta2],
    ...[rate / (1 - beta1 ** step), 1 / Math.sqrt(1 - beta2 ** step), eps],
  ]
}
