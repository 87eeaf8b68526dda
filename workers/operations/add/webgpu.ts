/** A sum that nothing is fused with. */
import { addInto, copy, sum } from '../../engine/webgpu/kernels/sum'
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import type { AddLayer } from './facts'

export const add: WebGpuForm<AddLayer> = {
  evaluate(context, { first, id }) {
    const [a, b] = first.inputs.map((from) => context.value(from))
    context.builder.emit(sum(context.size(id)), { a: a!, b: b!, y: context.produce(id) })
  },

  train(context, step) {
    const { first: layer } = step
    const [a, b] = layer.inputs as [string, string]
    add.evaluate(context, step)
    context.tape.push(() => {
      const g = context.gradientOf(layer.id)
      // One of them may have the tensor itself.
      if (context.passesBack(b)) {
        const there = context.grads.get(b)
        if (there) context.builder.emit(addInto(context.size(b)), { g, into: there })
        else if (context.passesBack(a)) {
          const own = context.activation(b, `d ${b}`)
          context.builder.emit(copy(context.size(b)), { x: g, y: own })
          context.give(b, own)
        } else context.give(b, g)
      }
      if (context.passesBack(a)) context.give(a, g)
    })
  },
}
