/** Max pooling. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import { geometry } from '../../engine/tfjs/geometry'
import type { MaxPoolLayer } from './facts'

export const maxpool: OpsForm<MaxPoolLayer> = {
  evaluate: ({ ops }, { first }, [x]) =>
    freeing(ops, x!, () => {
      const { y, argmax } = ops.maxPool(x!, geometry(first, x!.shape))
      ops.free(argmax)
      return y
    }),

  forward(at, layer) {
    const { y, argmax } = at.ops.maxPool(at.x(), geometry(layer, at.shape))
    at.keep(argmax)
    return y
  },

  backward: (at, layer, dy) => [
    freeing(at.ops, dy, () => (at.wanted() ? at.ops.maxPoolBackward(dy, at.extra()!, geometry(layer, at.shape)) : null)),
  ],
}
