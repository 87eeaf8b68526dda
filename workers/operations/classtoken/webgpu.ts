/** The first of the tokens. */
import { firstToken, firstTokenGradient } from '../../engine/webgpu/kernels/tokens'
import type { PlanContext } from '../../engine/webgpu/planner/context'
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import type { ClassTokenLayer } from './facts'

export const classtoken: WebGpuForm<ClassTokenLayer> = {
  evaluate(context, { first, id }) {
    const x = context.value(first.inputs[0]!)
    context.builder.emit(firstToken(shapeOf(context, first)), { x, y: context.produce(id) })
  },

  train(context, step) {
    const { first: layer } = step
    const from = layer.inputs[0]!
    classtoken.evaluate(context, step)
    context.tape.push(() => {
      if (!context.passesBack(from)) return
      const dx = context.activation(from, `d ${from}`)
      context.builder.emit(firstTokenGradient(shapeOf(context, layer)), { dy: context.gradientOf(layer.id), dx })
      context.give(from, dx)
    })
  },
}

function shapeOf(context: PlanContext, { inputs }: ClassTokenLayer) {
  const { pixels: tokens, channels } = context.normShape(inputs[0]!)
  return { tokens, channels }
}
