/** Max pooling that nothing is fused with; after BatchNorm and ReLU it is done with them (`bn/webgpu.ts`). */
import { maxPool, maxPoolGradient } from '../../engine/webgpu/kernels/pool'
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import type { MaxPoolLayer } from './facts'

export const maxpool: WebGpuForm<MaxPoolLayer> = {
  evaluate(context, { first, id }) {
    const x = context.value(first.inputs[0]!)
    context.builder.emit(maxPool(context.poolShape(first), false, false), { x, y: context.produce(id) })
  },

  train(context, { first: layer }) {
    const { builder } = context
    const from = layer.inputs[0]!
    const shape = context.poolShape(layer)
    const x = context.value(from)
    const taps = builder.tensor(`${layer.id} taps`, context.train.batch * context.size(layer.id))
    builder.emit(maxPool(shape, false, true), { x, y: context.produce(layer.id), taps })
    context.tape.push(() => {
      if (!context.passesBack(from)) return
      const dx = context.activation(from, `d ${from}`)
      builder.emit(maxPoolGradient(shape), { dy: context.gradientOf(layer.id), taps, dx })
      context.give(from, dx)
    })
  },
}
