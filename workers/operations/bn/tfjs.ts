/** BatchNorm; in evaluation mode mostly part of the convolution before it. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { BatchNormLayer } from './facts'

export const bn: OpsForm<BatchNormLayer> = {
  evaluate(at, { first: { id, eps } }, [x]) {
    const of = (suffix: string) => at.param(`${id}.${suffix}`)
    const fixed = [of('weight'), of('bias'), of('running_mean'), of('running_var')] as const
    return freeing(at.ops, x!, () => at.ops.batchNormFixed(x!, ...fixed, eps))
  },

  forward(at, { momentum, eps }) {
    const running = [at.param('running_mean'), at.param('running_var')] as const
    const { y, stats } = at.ops.batchNorm(at.x(), at.param('weight'), at.param('bias'), ...running, momentum, eps)
    at.keep(stats)
    return y
  },

  backward(at, _, dy) {
    const { dx, dgamma, dbeta } = at.ops.batchNormBackward(dy, at.x(), at.extra()!, at.param('weight'))
    at.grad('weight', dgamma)
    at.grad('bias', dbeta)
    return [dx]
  },
}
