/** An activation that nothing is fused with. */
import { activate, activationGradient } from '../../engine/webgpu/kernels/activation'
import { relu, reluGradient } from '../../engine/webgpu/kernels/head'
import type { PlanContext } from '../../engine/webgpu/planner/context'
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import type { Tensor } from '../../engine/webgpu/tensors'
import type { ActivationLayer } from './facts'

export const activation: WebGpuForm<ActivationLayer> = {
  evaluate(context, { first, id }) {
    const x = context.value(first.inputs[0]!)
    const [size, y] = [context.size(id), context.produce(id)]
    context.builder.emit(first.kind === 'relu' ? relu(size) : activate(first.kind, size), { x, y })
  },

  train(context, step) {
    const { first: layer } = step
    const from = layer.inputs[0]!
    activation.evaluate(context, step)
    const seen = context.value(seenBy(layer))
    context.tape.push(() => {
      if (!context.passesBack(from)) return
      const g = context.gradientOf(layer.id)
      emitGradient(context, layer, seen, g)
      context.give(from, g)
    })
  },

  inputGradient(context, layer, g) {
    emitGradient(context, layer, context.value(seenBy(layer)), g)
    return g
  },
}

/** ReLU's gradient goes by what it gave, of which no copy is needed; the others' by what they were given. */
const seenBy = ({ kind, id, inputs }: ActivationLayer): string => (kind === 'relu' ? id : inputs[0]!)

function emitGradient(context: PlanContext, { kind, id }: ActivationLayer, seen: Tensor, g: Tensor): void {
  const size = context.size(id)
  if (kind === 'relu') context.builder.emit(reluGradient(size), { y: seen, g })
  else context.builder.emit(activationGradient(kind, size), { x: seen, g })
}
