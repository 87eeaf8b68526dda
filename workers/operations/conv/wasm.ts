/** Convolution. In evaluation mode it waits for the BatchNorm, the sum and the ReLU that it is done with. */

import { makesSums, planConvolution, planFilterGradient, planInputGradient } from '../../engine/wasm/plan/conv'
import type { WasmForm } from '../../engine/wasm/plan/form'
import type { ConvLayer } from './facts'

export const conv: WasmForm<ConvLayer> = {
  evaluate: (at, layer) => at.wait({ conv: layer, bn: null, residual: null }),

  train(at, layer) {
    const { context, grads } = at
    const from = layer.inputs[0]!
    const x = at.value(from)
    const sums = makesSums(context, layer)
      ? context.builder.tensor(`${layer.id} sums`, context.sumBytes(context.places(layer.id), layer.outChannels))
      : null
    const alone = { arenas: at.arenas, stats: null, residual: null, relu: false }
    planConvolution(context, layer, { x, y: at.produce(), sums, ...alone })
    if (sums) at.left.sums.set(layer.id, sums)
    at.back((dy) => {
      planFilterGradient(context, layer, x, dy)
      if (!context.passesBack(from)) return
      // On top of what another layer gave, where there is such.
      const there = grads.get(from)
      const dx = there ?? context.activation(from, `d ${from}`)
      planInputGradient(context, layer, dy, dx, there !== undefined)
      grads.set(from, dx)
    })
  },
}
