/** A product. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { MulLayer } from './facts'

export const mul: OpsForm<MulLayer> = {
  evaluate: ({ ops }, _, [x, by]) => freeing(ops, x!, () => freeing(ops, by!, () => ops.scale(x!, by!))),
  forward: (at) => at.ops.scale(at.x(), at.x(1)),
  backward(at, _, dy) {
    const dby = at.wanted(1) ? at.ops.scaleSums(dy, at.x(), at.x(1).shape) : null
    return [freeing(at.ops, dy, () => (at.wanted() ? at.ops.scale(dy, at.x(1)) : null)), dby]
  },
}
