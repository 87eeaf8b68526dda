/** A linear layer over pooled values. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { LinearLayer } from './facts'

export const linear: OpsForm<LinearLayer> = {
  evaluate: (at, { first: { id } }, [x]) => freeing(at.ops, x!, () => at.ops.linear(x!, at.param(`${id}.weight`), at.param(`${id}.bias`))),

  forward: (at) => at.ops.linear(at.x(), at.param('weight'), at.param('bias')),

  backward(at, _, dy) {
    at.grad('weight', at.ops.linearFilter(at.x(), dy))
    at.grad('bias', at.ops.sumRows(dy))
    return [freeing(at.ops, dy, () => (at.wanted() ? at.ops.linearInput(dy, at.param('weight')) : null))]
  },
}
