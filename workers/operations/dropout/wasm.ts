/** Dropout; in evaluation mode nothing. */
import { FLOAT } from '../../engine/wasm/kinds/kind'
import type { WasmForm } from '../../engine/wasm/plan/form'
import type { Tensor } from '../../engine/wasm/plan/memory'
import type { DropoutLayer } from './facts'

export const dropout: WasmForm<DropoutLayer> = {
  evaluate({ context, value }, { id, inputs }) {
    context.values.set(id, value(inputs[0]!))
  },

  train(at, layer) {
    const { context } = at
    const { builder } = context
    const { id, p, row, inputs } = layer
    const from = inputs[0]!
    if (p === 0) {
      dropout.evaluate(at, layer)
      at.back((g) => at.give(from, g))
      return
    }
    const whole = context.size(id)
    // Of a picture that is zeroed as a whole one factor for each channel, as `scale` reads them.
    const [height, width, channels] = row === undefined ? [1, 1, whole] : context.mapOf(id)
    const factors = builder.tensor(`${id} factors`, context.train.batch * channels * FLOAT, true)
    context.named.dropout.set(id, { layer, factors, size: channels })
    const drop = (x: Tensor, y: Tensor) => {
      if (row === undefined) builder.emit('product', { a: x, b: factors, y, size: whole })
      else builder.emit('scale', { x, by: factors, y, zeros: context.zeros, positions: height * width, channels })
    }
    drop(at.value(from), at.produce())
    at.back((g) => {
      drop(g, g)
      at.give(from, g)
    })
  },

  inHead: (_, x) => ({ y: x, back: (dy) => dy }),
}
