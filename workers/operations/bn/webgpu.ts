/**
 * BatchNorm. In evaluation mode it is part of the convolution before it, or scale and shift. In training mode the sum, ReLU or max pooling after it are
 * done with it, and so is a second BatchNorm whose output is the other part of the sum (a downsampled shortcut).
 */
import * as norm from '../../engine/webgpu/kernels/batchnorm'
import { maxPool, maxPoolGradient } from '../../engine/webgpu/kernels/pool'
import { FLOAT, type PlanContext } from '../../engine/webgpu/planner/context'
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import { reductionOf } from '../../engine/webgpu/planner/reduction'
import type { Tensor } from '../../engine/webgpu/tensors'
import { layerIn, type Step } from '../../model/steps'
import { isRelu } from '../activation/facts'
import type { MaxPoolLayer } from '../maxpool/facts'
import type { BatchNormLayer } from './facts'

/** A BatchNorm in training mode: what it read, and the batch's statistics of that. */
interface Norm {
  readonly layer: BatchNormLayer
  readonly z: Tensor
  readonly stats: Tensor
}

export const bn: WebGpuForm<BatchNormLayer> = {
  chains: {
    training: [
      { links: ['bn', 'add', isRelu], side: 'bn' },
      { links: ['bn', 'add'], side: 'bn' },
      { links: ['bn', isRelu, 'maxpool'] },
      { links: ['bn', isRelu] },
    ],
  },

  evaluate(context, step) {
    const { first } = step
    context.builder.emit(norm.scaleShift(context.normShape(first.id)), {
      x: context.value(step.inputs[0]!),
      ...context.folded(first.id),
      y: context.produce(step.id),
    })
  },

  train(context, step) {
    const main = statistics(context, step.first)
    const side = step.side?.op === 'bn' ? statistics(context, step.side) : null
    const pool = layerIn(step, 'maxpool')
    if (pool) pooled(context, main, pool)
    else applied(context, step, main, side)
  },
}

/** Emits the statistics only: what follows applies them. */
function statistics(context: PlanContext, layer: BatchNormLayer): Norm {
  const { builder } = context
  const shape = context.normShape(layer.id)
  const by = reductionOf(context, shape)
  const z = context.value(layer.inputs[0]!)
  const stats = builder.tensor(`${layer.id} statistics`, norm.STATS * layer.channels * FLOAT)
  const partial = builder.tensor(`${layer.id} partial`, by.groups * 2 * layer.channels * FLOAT)
  builder.emit(norm.normStatistics(shape, by), { x: z, partial })
  builder.emit(norm.normFinalise(shape, by, layer.eps, layer.momentum), {
    x: z,
    partial,
    weight: context.param(`${layer.id}.weight`),
    bias: context.param(`${layer.id}.bias`),
    mean: context.buffer(`${layer.id}.running_mean`),
    variance: context.buffer(`${layer.id}.running_var`),
    stats,
  })
  return { layer, z, stats }
}

/** BatchNorm, with the sum and the ReLU after it where there are any. */
function applied(context: PlanContext, step: Step<BatchNormLayer>, main: Norm, side: Norm | null): void {
  const { builder } = context
  const relu = layerIn(step, 'activation') !== undefined
  const added = layerIn(step, 'add') === undefined ? null : step.inputs[1]!
  const y = context.produce(step.id)
  const residual = added === null ? null : (side?.z ?? context.value(added))
  builder.emit(norm.normApply(context.normShape(main.layer.id), residual ? (side ? 'norm' : 'tensor') : 'none', relu), {
    x: main.z,
    stats: main.stats,
    ...(residual ? { residual } : {}),
    ...(side ? { stats2: side.stats } : {}),
    y,
  })
  context.tape.push(() => {
    const g = context.gradientOf(step.id)
    if (added === null) {
      backward(context, main, g, relu ? 'recompute' : 'none', null, true)
      return
    }
    // With a ReLU the gradient is masked in place on the way, for the sake of the other part of the sum.
    backward(context, main, g, relu ? 'output' : 'none', relu ? y : null, false)
    if (side) backward(context, side, g, 'none', null, true)
    else if (context.passesBack(added)) context.give(added, g)
  })
}

/** Max pooling that applies BatchNorm and ReLU on the way, whose outputs are nowhere stored. */
function pooled(context: PlanContext, main: Norm, layer: MaxPoolLayer): void {
  const { builder } = context
  const from = layer.inputs[0]!
  const shape = context.poolShape(layer)
  const y = context.produce(layer.id)
  const taps = builder.tensor(`${layer.id} taps`, context.train.batch * context.size(layer.id))
  builder.emit(maxPool(shape, true, true), { x: main.z, stats: main.stats, y, taps })
  context.tape.push(() => {
    const dx = context.activation(from, `d ${from}`)
    builder.emit(maxPoolGradient(shape), { dy: context.gradientOf(layer.id), taps, dx })
    backward(context, main, dx, 'recompute', null, true)
  })
}

/** Gives what the BatchNorm read its gradient: `g` itself where `inPlace`. */
function backward(context: PlanContext, { layer, z, stats }: Norm, g: Tensor, mask: norm.Mask, y: Tensor | null, inPlace: boolean): void {
  const { builder } = context
  const shape = context.normShape(layer.id)
  const by = reductionOf(context, shape)
  const partial = builder.tensor(`${layer.id} partial sums`, by.groups * 2 * layer.channels * FLOAT)
  const means = builder.tensor(`${layer.id} means`, 2 * layer.channels * FLOAT)
  builder.emit(norm.normBackwardSums(shape, by, mask), { x: z, stats, g, ...(y ? { y } : {}), partial })
  builder.emit(norm.normBackwardFinalise(shape, by), {
    partial,
    dweight: context.gradient(`${layer.id}.weight`),
    dbias: context.gradient(`${layer.id}.bias`),
    means,
  })
  const dx = inPlace ? null : context.activation(layer.id, `d ${layer.id}`)
  const kernel = norm.normBackward(shape, mask === 'recompute' ? 'recompute' : 'none', inPlace)
  builder.emit(kernel, { x: z, stats, means, g, ...(dx ? { dx } : {}) })
  const from = layer.inputs[0]!
  if (context.passesBack(from)) context.give(from, dx ?? g)
}
