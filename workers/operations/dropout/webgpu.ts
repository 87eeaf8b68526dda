/** Dropout; in evaluation mode nothing. */
import * as kernels from '../../engine/webgpu/kernels/head'
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import type { DropoutLayer } from './facts'

export const dropout: WebGpuForm<DropoutLayer> = {
  evaluate(context, { first }) {
    context.values.set(first.id, context.value(first.inputs[0]!))
  },

  train(context, { first: layer }) {
    const { builder } = context
    const from = layer.inputs[0]!
    const dropped = { ...layer, size: context.size(layer.id) }
    const x = context.value(from)
    builder.emit(kernels.dropout(dropped, false), { x, y: context.produce(layer.id) })
    context.tape.push(() => {
      if (!context.passesBack(from)) return
      const g = context.gradientOf(layer.id)
      builder.emit(kernels.dropout(dropped, true), { y: g })
      context.give(from, g)
    })
  },

  inputGradient: (_, __, g) => g,
}
