/** LayerNorm. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { LayerNormLayer } from './facts'

export const layernorm: OpsForm<LayerNormLayer> = {
  evaluate: (at, { first: { id, eps } }, [x]) =>
    freeing(at.ops, x!, () => at.ops.layerNorm(x!, at.param(`${id}.weight`), at.param(`${id}.bias`), eps)),

  forward: (at, { eps }) => at.ops.layerNorm(at.x(), at.param('weight'), at.param('bias'), eps),

  backward(at, { eps }, dy) {
    const { dx, dgamma, dbeta } = at.ops.layerNormBackward(dy, at.x(), at.param('weight'), eps)
    at.grad('weight', dgamma)
    at.grad('bias', dbeta)
    return [dx]
  },
}
