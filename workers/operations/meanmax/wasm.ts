/** Means and maxima. */
import type { WasmForm } from '../../engine/wasm/plan/form'
import { type MeanMaxLayer, outChannelsOf } from './facts'

export const meanmax: WasmForm<MeanMaxLayer> = {
  evaluate({ context, value, produce }, layer) {
    const from = layer.inputs[0]!
    const [height, width, channels] = context.mapOf(from)
    const operands = { x: value(from), y: produce(), positions: height * width, channels }
    if (layer.over === 'places') context.builder.emit('meanMaxOfPlaces', operands)
    else context.builder.emit('meanMaxOfChannels', { ...operands, step: outChannelsOf(layer) })
  },

  train(at, layer) {
    const { context } = at
    const from = layer.inputs[0]!
    const [height, width, channels] = context.mapOf(from)
    const x = at.value(from)
    meanmax.evaluate(at, layer)
    const y = context.values.get(layer.id)!
    at.back((dy) =>
      at.passBack(from, (dx) => {
        const operands = { x, y, dy, dx, positions: height * width, channels }
        if (layer.over === 'places') context.builder.emit('meanMaxOfPlacesBackward', operands)
        else context.builder.emit('meanMaxOfChannelsBackward', { ...operands, step: outChannelsOf(layer) })
      }),
    )
  },
}
