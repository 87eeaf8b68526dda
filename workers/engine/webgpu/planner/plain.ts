/** Layers that evaluation and training compute alike. */

import type { LayerSpec } from '../../../operations/facts'
import type { LinearLayer } from '../../../operations/linear/facts'
import { linear, relu } from '../kernels/head'
import { averagePool } from '../kernels/pool'
import type { Tensor } from '../tensors'
import type { PlanContext } from './context'

export function planAverage(context: PlanContext, layer: LayerSpec, y: Tensor): void {
  const shape = context.normShape(layer.inputs[0]!)
  context.builder.emit(averagePool(shape.pixels, shape.channels), { x: context.value(layer.inputs[0]!), y })
  context.values.set(layer.id, y)
}

export function planLinear(context: PlanContext, layer: LinearLayer, y: Tensor): void {
  const [w, b] = [context.param(`${layer.id}.weight`), context.param(`${layer.id}.bias`)]
  context.builder.emit(linear(layer.inFeatures, layer.outFeatures), { x: context.value(layer.inputs[0]!), w, b, y })
  context.values.set(layer.id, y)
}

/** A ReLU that nothing is fused with. */
export function planRelu(context: PlanContext, layer: LayerSpec): Tensor {
  const y = context.activation(layer.id)
  context.builder.emit(relu(context.size(layer.id)), { x: context.value(layer.inputs[0]!), y })
  context.values.set(layer.id, y)
  return y
}
