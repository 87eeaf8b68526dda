/** Max pooling. */
import type { WasmForm } from '../../engine/wasm/plan/form'
import type { MaxPoolLayer } from './facts'

export const maxpool: WasmForm<MaxPoolLayer> = {
  evaluate({ context, value, produce }, layer) {
    const taps = context.activation(layer.id, `${layer.id} taps`)
    context.builder.emit('maxPool', { x: value(layer.inputs[0]!), y: produce(), taps, ...context.window(layer) })
  },

  train({ context, value, produce, back, passBack }, layer) {
    const from = layer.inputs[0]!
    const taps = context.activation(layer.id, `${layer.id} taps`)
    const window = context.window(layer)
    context.builder.emit('maxPool', { x: value(from), y: produce(), taps, ...window })
    back((dy) => passBack(from, (dx) => context.builder.emit('maxPoolBackward', { dx, dy, taps, ...window })))
  },
}
