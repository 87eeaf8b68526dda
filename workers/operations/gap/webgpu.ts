/** Global average pooling. */
import { averagePool, averagePoolGradient } from '../../engine/webgpu/kernels/pool'
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import type { GlobalPoolLayer } from './facts'

export const gap: WebGpuForm<GlobalPoolLayer> = {
  evaluate(context, { first, id }) {
    const from = first.inputs[0]!
    const { pixels, channels } = context.normShape(from)
    context.builder.emit(averagePool(pixels, channels), { x: context.value(from), y: context.produce(id) })
  },

  train(context, step) {
    const { first: layer } = step
    const { builder } = context
    const from = layer.inputs[0]!
    const { pixels, channels } = context.normShape(from)
    gap.evaluate(context, step)
    context.tape.push(() => {
      if (!context.passesBack(from)) return
      const dx = context.activation(from, `d ${from}`)
      builder.emit(averagePoolGradient(pixels, channels), { dy: context.gradientOf(layer.id), dx })
      context.give(from, dx)
    })
  },
}
