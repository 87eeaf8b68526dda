/** Dropout; in evaluation mode nothing. */
import { FLOAT } from '../../engine/wasm/kinds/kind'
import type { WasmForm } from '../../engine/wasm/plan/form'
import type { DropoutLayer } from './facts'

export const dropout: WasmForm<DropoutLayer> = {
  evaluate({ context, value }, { id, inputs }) {
    context.values.set(id, value(inputs[0]!))
  },

  train(at, layer) {
    const { context } = at
    const { id, p, inputs } = layer
    const from = inputs[0]!
    if (p === 0) {
      dropout.evaluate(at, layer)
      at.back((g) => at.give(from, g))
      return
    }
    const size = context.size(id)
    const factors = context.builder.tensor(`${id} factors`, context.train.batch * size * FLOAT, true)
    context.named.dropout.set(id, { factors, p, size })
    context.builder.emit('product', { a: at.value(from), b: factors, y: at.produce(), size })
    at.back((g) => {
      context.builder.emit('product', { a: g, b: factors, y: g, size })
      at.give(from, g)
    })
  },
}
