/** A linear layer over the channels of each place: its convolution. */
import { planConvolution, planFilterGradient, planInputGradient } from '../../engine/wasm/plan/conv'
import type { WasmForm } from '../../engine/wasm/plan/form'
import { asConvolution, type DenseLayer } from './facts'

const ALONE = { stats: null, residual: null, relu: false, sums: null } as const

export const dense: WasmForm<DenseLayer> = {
  evaluate({ context, arenas, value, produce }, layer) {
    planConvolution(context, asConvolution(layer), { x: value(layer.inputs[0]!), y: produce(), arenas, ...ALONE })
  },

  train(at, layer) {
    const from = layer.inputs[0]!
    const product = asConvolution(layer)
    const x = at.value(from)
    dense.evaluate(at, layer)
    at.back((dy) => {
      planFilterGradient(at.context, product, x, dy)
      at.passBack(from, (dx) => planInputGradient(at.context, product, dy, dx, false))
    })
  },
}
