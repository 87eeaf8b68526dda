/** Dropout; in evaluation mode nothing. */
import type { OpsForm } from '../../engine/tfjs/form'
import type { DropoutLayer } from './facts'

export const dropout: OpsForm<DropoutLayer> = {
  evaluate: (_, __, [x]) => x!,

  forward(at, layer) {
    const factor = at.mask(layer, at.x().shape)
    // What is before it may need its own output in backward: not taken.
    const x = at.ops.retain(at.x())
    if (!factor) return x
    at.keep(factor)
    return at.ops.multiply(x, factor)
  },

  backward(at, _, dy) {
    const factor = at.extra()
    return [factor ? at.ops.multiply(dy, factor) : dy]
  },
}
