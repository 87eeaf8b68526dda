/** A product that nothing is fused with. */
import { product, productInto, productSums } from '../../engine/webgpu/kernels/product'
import type { PlanContext } from '../../engine/webgpu/planner/context'
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import type { MulLayer } from './facts'

export const mul: WebGpuForm<MulLayer> = {
  evaluate(context, { first, id }) {
    const [x, by] = first.inputs.map((from) => context.value(from))
    context.builder.emit(product(shapeOf(context, first)), { x: x!, by: by!, y: context.produce(id) })
  },

  train(context, step) {
    const { first: layer } = step
    const { builder } = context
    const [of, by] = layer.inputs as [string, string]
    const shape = shapeOf(context, layer)
    mul.evaluate(context, step)
    const [x, factors] = [context.value(of), context.value(by)]
    context.tape.push(() => {
      const g = context.gradientOf(layer.id)
      if (context.passesBack(by)) {
        const own = context.activation(by, `d ${by}`)
        builder.emit(productSums(shape), { g, x, y: own })
        context.give(by, own)
      }
      if (!context.passesBack(of)) return
      builder.emit(productInto(shape), { by: factors, g })
      context.give(of, g)
    })
  },
}

/** Values a picture, and of what it is multiplied by. */
const shapeOf = (context: PlanContext, { id, inputs, by }: MulLayer) => ({
  size: context.size(id),
  bySize: context.size(inputs[1]!),
  byPlaces: by !== undefined,
})
