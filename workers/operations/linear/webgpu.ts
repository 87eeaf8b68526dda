/** A linear layer over pooled values. */
import * as kernels from '../../engine/webgpu/kernels/head'
import { FLOAT } from '../../engine/webgpu/planner/context'
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import type { LinearLayer } from './facts'

export const linear: WebGpuForm<LinearLayer> = {
  evaluate(context, { first: { id, inputs, inFeatures, outFeatures } }) {
    const [w, b] = [context.param(`${id}.weight`), context.param(`${id}.bias`)]
    const x = context.value(inputs[0]!)
    context.builder.emit(kernels.linear(inFeatures, outFeatures), { x, w, b, y: context.produce(id) })
  },

  train(context, step) {
    const { id, inputs, inFeatures, outFeatures } = step.first
    const { builder } = context
    const from = inputs[0]!
    const x = context.value(from)
    linear.evaluate(context, step)
    context.tape.push(() => {
      const dy = context.gradientOf(id)
      const [dw, db] = [context.gradient(`${id}.weight`), context.gradient(`${id}.bias`)]
      builder.emit(kernels.linearFilterGradient(inFeatures, outFeatures), { x, dy, dw, db })
      if (!context.passesBack(from)) return
      const dx = context.activation(from, `d ${from}`)
      builder.emit(kernels.linearInputGradient(inFeatures, outFeatures), { dy, w: context.param(`${id}.weight`), dx })
      context.give(from, dx)
    })
  },

  inputGradient(context, { id, inFeatures, outFeatures }, g) {
    const dx = context.builder.tensor(`d input of ${id}`, context.train.batch * inFeatures * FLOAT)
    const w = context.param(`${id}.weight`)
    context.builder.emit(kernels.linearInputGradient(inFeatures, outFeatures), { dy: g, w, dx })
    return dx
  },
}
