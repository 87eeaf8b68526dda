/** Means and maxima. */
import * as kernels from '../../engine/webgpu/kernels/meanmax'
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import type { MeanMaxLayer } from './facts'

const FORWARD = { places: kernels.meanMaxOfPlaces, channels: kernels.meanMaxOfChannels }
const BACKWARD = { places: kernels.meanMaxOfPlacesGradient, channels: kernels.meanMaxOfChannelsGradient }

export const meanmax: WebGpuForm<MeanMaxLayer> = {
  evaluate(context, { first, id }) {
    const from = first.inputs[0]!
    context.builder.emit(FORWARD[first.over](context.normShape(from)), { x: context.value(from), y: context.produce(id) })
  },

  train(context, step) {
    const { first: layer } = step
    const from = layer.inputs[0]!
    const x = context.value(from)
    meanmax.evaluate(context, step)
    const y = context.value(layer.id)
    context.tape.push(() => {
      if (!context.passesBack(from)) return
      const dx = context.activation(from, `d ${from}`)
      context.builder.emit(BACKWARD[layer.over](context.normShape(from)), { x, y, dy: context.gradientOf(layer.id), dx })
      context.give(from, dx)
    })
  },
}
