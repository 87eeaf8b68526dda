/** Global average pooling. */
import type { WasmForm } from '../../engine/wasm/plan/form'
import type { GlobalPoolLayer } from './facts'

export const gap: WasmForm<GlobalPoolLayer> = {
  evaluate({ context, value, produce }, { inputs }) {
    const [height, width, channels] = context.mapOf(inputs[0]!)
    const positions = height * width
    const shape = { positions, channels, share: context.number(1 / positions) }
    context.builder.emit('averagePool', { x: value(inputs[0]!), y: produce(), ...shape })
  },

  train(at, layer) {
    const from = layer.inputs[0]!
    const [height, width, channels] = at.context.mapOf(from)
    gap.evaluate(at, layer)
    at.back((dy) => at.passBack(from, (dx) => at.context.builder.emit('averageBackward', { dx, dy, positions: height * width, channels })))
  },
}
