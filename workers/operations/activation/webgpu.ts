/** An activation that nothing is fused with. */
import { relu, reluGradient } from '../../engine/webgpu/kernels/head'
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import type { ActivationLayer } from './facts'

export const activation: WebGpuForm<ActivationLayer> = {
  evaluate(context, { first, id }) {
    const x = context.value(first.inputs[0]!)
    context.builder.emit(relu(context.size(id)), { x, y: context.produce(id) })
  },

  train(context, step) {
    const { first: layer } = step
    const { builder } = context
    const from = layer.inputs[0]!
    activation.evaluate(context, step)
    const y = context.value(layer.id)
    context.tape.push(() => {
      if (!context.passesBack(from)) return
      const g = context.gradientOf(layer.id)
      builder.emit(reluGradient(context.size(layer.id)), { y, g })
      context.give(from, g)
    })
  },

  inputGradient(context, layer, g) {
    context.builder.emit(reluGradient(context.size(layer.id)), { y: context.value(layer.id), g })
    return g
  },
}
