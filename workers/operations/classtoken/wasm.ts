/** The first of the tokens. */
import type { WasmForm } from '../../engine/wasm/plan/form'
import type { ClassTokenLayer } from './facts'

export const classtoken: WasmForm<ClassTokenLayer> = {
  evaluate({ context, value, produce }, { inputs }) {
    const [, tokens, channels] = context.mapOf(inputs[0]!)
    context.builder.emit('firstToken', { x: value(inputs[0]!), y: produce(), tokens, channels })
  },

  train(at, layer) {
    const from = layer.inputs[0]!
    const [, tokens, channels] = at.context.mapOf(from)
    classtoken.evaluate(at, layer)
    at.back((dy) => at.passBack(from, (dx) => at.context.builder.emit('firstTokenBackward', { dy, dx, tokens, channels })))
  },
}
