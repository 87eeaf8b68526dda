/** A sum. In evaluation mode it waits with the convolution before it, in training mode a ReLU after it does it with a BatchNorm. */
import type { WasmForm } from '../../engine/wasm/plan/form'
import { normAlone } from '../../engine/wasm/plan/norm'
import { isRelu } from '../activation/facts'
import type { AddLayer } from './facts'

export const add: WasmForm<AddLayer> = {
  evaluate(at, layer) {
    const [a, b] = layer.inputs as [string, string]
    for (const [main, side] of [
      [a, b],
      [b, a],
    ] as const) {
      const held = at.held(main)
      if (!held || held.residual || main === side) continue
      at.wait({ ...held, residual: at.value(side) })
      return
    }
    const { builder } = at.context
    builder.emit('sum', { a: at.value(a), b: at.value(b), y: at.produce(), size: at.context.size(layer.id) })
  },

  train(at, layer) {
    const { context } = at
    const [a, b] = layer.inputs as [string, string]
    const next = context.onlyReader(layer.id)
    if (next && isRelu(next) && a !== b && normAlone(at, a)) {
      at.left.added.set(layer.id, layer)
      return
    }
    const size = context.size(layer.id)
    context.builder.emit('sum', { a: at.value(a), b: at.value(b), y: at.produce(), size })
    at.back((dy) => {
      at.passBack(b, (y) => context.builder.emit('copy', { x: dy, y, size }))
      at.give(a, dy)
    })
  },
}
