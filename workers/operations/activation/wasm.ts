/** An activation that nothing is fused with. */
import type { WasmForm } from '../../engine/wasm/plan/form'
import { OTHER_ACTIVATIONS } from '../../model/activations'
import type { ActivationLayer } from './facts'

export const activation: WasmForm<ActivationLayer> = {
  evaluate({ context, value, produce }, { kind, id, inputs }) {
    const [x, size] = [value(inputs[0]!), context.size(id)]
    if (kind === 'relu') context.builder.emit('relu', { x, y: produce(), size })
    else context.builder.emit('activate', { x, y: produce(), size, of: OTHER_ACTIVATIONS.indexOf(kind) })
  },

  train(at, layer) {
    const { kind, id, inputs } = layer
    const { builder, values } = at.context
    const [from, size] = [inputs[0]!, at.context.size(id)]
    const x = at.value(from)
    activation.evaluate(at, layer)
    const y = values.get(id)!
    at.back((g) => {
      if (kind === 'relu') builder.emit('reluBackward', { g, y, size })
      else builder.emit('activateBackward', { g, x, size, of: OTHER_ACTIVATIONS.indexOf(kind) })
      at.give(from, g)
    })
  },
}
