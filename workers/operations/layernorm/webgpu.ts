/** LayerNorm. */
import * as kernels from '../../engine/webgpu/kernels/layernorm'
import { FLOAT, type PlanContext } from '../../engine/webgpu/planner/context'
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import type { LayerNormLayer } from './facts'

/** Parts that the gradients by weight and bias are summed in. */
const GROUPS = 64

export const layernorm: WebGpuForm<LayerNormLayer> = {
  evaluate(context, { first }) {
    const { id, inputs } = first
    const [weight, bias] = [context.param(`${id}.weight`), context.param(`${id}.bias`)]
    const x = context.value(inputs[0]!)
    context.builder.emit(kernels.layerNorm(shapeOf(context, first)), { x, weight, bias, y: context.produce(id) })
  },

  train(context, step) {
    const { id, inputs, channels } = step.first
    const { builder, train } = context
    const from = inputs[0]!
    const shape = shapeOf(context, step.first)
    const x = context.value(from)
    layernorm.evaluate(context, step)
    context.tape.push(() => {
      const g = context.gradientOf(id)
      const rows = train.batch * shape.places
      const groups = Math.min(GROUPS, rows)
      const stats = builder.tensor(`${id} statistics`, rows * 2 * FLOAT)
      const partial = builder.tensor(`${id} partial sums`, groups * channels * 2 * FLOAT)
      builder.emit(kernels.layerNormStatistics(shape), { x, stats })
      builder.emit(kernels.layerNormSums(shape, groups), { x, stats, g, partial })
      const [dweight, dbias] = [context.gradient(`${id}.weight`), context.gradient(`${id}.bias`)]
      builder.emit(kernels.layerNormFinalise(channels, groups), { partial, dweight, dbias })
      if (!context.passesBack(from)) return
      builder.emit(kernels.layerNormGradient(shape), { x, weight: context.param(`${id}.weight`), stats, g })
      context.give(from, g)
    })
  },
}

function shapeOf(context: PlanContext, { id, eps }: LayerNormLayer): kernels.LayerNormShape {
  const { pixels: places, channels } = context.normShape(id)
  return { places, channels, eps }
}
