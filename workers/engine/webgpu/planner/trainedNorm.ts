/** BatchNorm in training mode, the ReLU and shortcut that are fused into it, and their backward. */
import type { BatchNormLayer } from '../../../operations/bn/facts'
import type { LayerSpec } from '../../../operations/facts'
import * as norm from '../kernels/batchnorm'
import { reluGradient } from '../kernels/head'
import type { Tensor } from '../tensors'
import { FLOAT, type Norm, type PlanContext } from './context'
import { planRelu } from './plain'

/** The statistics only: what follows applies them. */
export function planNorm(context: PlanContext, layer: BatchNormLayer): void {
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
  context.norms.set(layer.id, { layer, z, stats })
}

/** A ReLU after BatchNorm, after BatchNorm and shortcut, or (in the head) after a linear layer. */
export function planTrainedRelu(context: PlanContext, layer: LayerSpec): void {
  const before = context.layer(layer.inputs[0]!)
  if (before.op === 'bn') afterNorm(context, layer, before.id)
  else if (before.op === 'add') afterShortcut(context, layer, ...(before.inputs as [string, string]))
  else afterAnother(context, layer, before.id)
}

function afterAnother(context: PlanContext, layer: LayerSpec, beforeId: string): void {
  const { builder, grads } = context
  const y = planRelu(context, layer)
  context.tape.push(() => {
    const g = context.gradientOf(layer.id)
    builder.emit(reluGradient(context.size(layer.id)), { y, g })
    grads.set(beforeId, g)
  })
}

function afterNorm(context: PlanContext, layer: LayerSpec, normId: string): void {
  const { builder, values, grads } = context
  const main = context.normOf(normId)
  // Max pooling applies BatchNorm and ReLU itself.
  if (!context.consumers(layer.id).every((next) => next.op === 'maxpool')) {
    const y = context.activation(layer.id)
    builder.emit(norm.normApply(context.normShape(normId), 'none', true), { x: main.z, stats: main.stats, y })
    values.set(layer.id, y)
  }
  context.tape.push(() => {
    const g = context.gradientOf(layer.id)
    grads.set(convOf(main), planBackward(context, main, g, 'recompute', null, true))
  })
}

/** @param sideId a BatchNorm of its own (the downsampled shortcut), or the block's input */
function afterShortcut(context: PlanContext, layer: LayerSpec, mainId: string, sideId: string): void {
  const { builder, values, grads } = context
  const main = context.normOf(mainId)
  const side = context.norms.get(sideId) ?? null
  const y = context.activation(layer.id)
  builder.emit(norm.normApply(context.normShape(mainId), side ? 'norm' : 'tensor', true), {
    x: main.z,
    stats: main.stats,
    residual: side?.z ?? context.value(sideId),
    ...(side ? { stats2: side.stats } : {}),
    y,
  })
  values.set(layer.id, y)
  context.tape.push(() => {
    const g = context.gradientOf(layer.id)
    grads.set(convOf(main), planBackward(context, main, g, 'output', y, false))
    if (side) grads.set(convOf(side), planBackward(context, side, g, 'none', null, true))
    else if (context.trains(context.layer(sideId) ?? layer)) {
      if (grads.has(sideId)) throw new Error(`The WebGPU engine cannot add a shortcut's gradient into ${sideId}.`)
      grads.set(sideId, g)
    }
  })
}

const convOf = ({ layer }: Norm): string => layer.inputs[0]!

/** @returns the gradient of what the BatchNorm read: `g` itself where `inPlace` */
function planBackward(
  context: PlanContext,
  { layer, z, stats }: Norm,
  g: Tensor,
  mask: norm.Mask,
  y: Tensor | null,
  inPlace: boolean,
): Tensor {
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
  return dx ?? g
}

function reductionOf({ train, family }: PlanContext, { pixels }: norm.NormShape): norm.Reduction {
  const rows = pixels * train.batch
  return family === 'tiles'
    ? { groups: Math.max(1, Math.min(64, Math.ceil(rows / 256))), lanes: 16 }
    : { groups: Math.max(1, Math.min(8, Math.ceil(rows / 64))), lanes: 1 }
}
