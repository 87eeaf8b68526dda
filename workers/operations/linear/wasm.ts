/** A linear layer over pooled values. */
import type { WasmForm } from '../../engine/wasm/plan/form'
import type { LinearLayer } from './facts'

export const linear: WasmForm<LinearLayer> = {
  evaluate({ context, arenas, value, produce }, { id, inputs, inFeatures: ins, outFeatures: outs }) {
    const [w, b] = [context.param(`${id}.weight`, arenas), context.param(`${id}.bias`, arenas)]
    context.builder.emit('linear', { x: value(inputs[0]!), w, b, y: produce(), ins, outs })
  },

  train(at, layer) {
    const { builder } = at.context
    const { id, inputs, inFeatures: ins, outFeatures: outs } = layer
    const from = inputs[0]!
    const x = at.value(from)
    const w = at.context.param(`${id}.weight`)
    linear.evaluate(at, layer)
    at.back((dy) => {
      const [dw, db] = [at.context.gradient(`${id}.weight`), at.context.gradient(`${id}.bias`)]
      builder.emit('linearFilter', { x, dy, dw, db, ins, outs })
      at.passBack(from, (dx) => builder.emit('linearInput', { dy, w, dx, ins, outs }))
    })
  },

  inHead({ inFeatures, outFeatures }, x, param) {
    const [w, b] = [param('weight'), param('bias')]
    const y = Float64Array.from({ length: outFeatures }, (_, o) => {
      let sum = b[o]!
      for (let i = 0; i < inFeatures; i++) sum += w[o * inFeatures + i]! * x[i]!
      return sum
    })
    const back = (dy: Float64Array) =>
      Float64Array.from({ length: inFeatures }, (_, i) => {
        let sum = 0
        for (let o = 0; o < outFeatures; o++) sum += dy[o]! * w[o * inFeatures + i]!
        return sum
      })
    return { y, back }
  },
}
