/** An activation; a ReLU is done with the convolution, BatchNorm or sum before it where nothing else reads those. */
import type { Learning, WasmForm } from '../../engine/wasm/plan/form'
import { applyNorm, normAlone, normBackward } from '../../engine/wasm/plan/norm'
import { type ActivationLayer, isRelu } from './facts'
import { ACTIVATIONS, OTHER_ACTIVATIONS } from './functions'

export const activation: WasmForm<ActivationLayer> = {
  evaluate(at, layer) {
    const { kind, id, inputs } = layer
    const { context } = at
    const held = isRelu(layer) && at.held(inputs[0]!)
    if (held) {
      at.rectify(held)
      return
    }
    const [x, size] = [at.value(inputs[0]!), context.size(id)]
    if (kind === 'relu') context.builder.emit('relu', { x, y: at.produce(), size })
    else context.builder.emit('activate', { x, y: at.produce(), size, of: OTHER_ACTIVATIONS.indexOf(kind) })
  },

  train(at, layer) {
    if (isFused(at, layer)) return
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

  inHead: ({ kind }, x) => {
    const { of, slope } = ACTIVATIONS[kind]
    return { y: x.map(of), back: (dy) => dy.map((g, i) => g * slope(x[i]!)) }
  },
}

/** Plans a ReLU after BatchNorm, or after BatchNorm and shortcut, as one with them; false for anything else. */
function isFused(at: Learning, layer: ActivationLayer): boolean {
  const { context, left } = at
  const from = layer.inputs[0]!
  const sum = left.added.get(from)
  if (sum) {
    const [mainId, sideId] = sum.inputs as [string, string]
    const main = left.norms.get(mainId)!
    const side = at.value(sideId)
    const y = at.produce()
    applyNorm(context, main, y, side, true)
    at.back((g) => {
      normBackward(at, main, g, y, false)
      at.give(sideId, g)
    })
    return true
  }
  const main = isRelu(layer) && normAlone(at, from)
  if (!main) return false
  const y = at.produce()
  applyNorm(context, main, y, null, true)
  at.back((g) => normBackward(at, main, g, y, true))
  return true
}
