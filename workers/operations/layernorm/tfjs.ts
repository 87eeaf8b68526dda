/** LayerNorm. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { OwnOp, Tensor } from '../../engine/tfjs/ops'
import type { LayerNormLayer } from './facts'
import { normalise, normaliseBackward } from './functions'

/** Each place by its own channels: the normal values, and 1 / deviation. */
function normalised(x: Tensor, eps: number): { readonly normal: Tensor; readonly inverse: Tensor } {
  const centred = x.sub(x.mean(-1, true))
  const inverse = centred.square().mean(-1, true).add(eps).rsqrt()
  return { normal: centred.mul(inverse), inverse }
}

/** Of x, weight and bias; it goes by epsilon, as its gradients do. */
const norm: OwnOp<number> = {
  shape: ([x]) => x!,
  tensors: (_, [x, weight, bias], eps) => normalised(x!, eps).normal.mul(weight!).add(bias!),
  loops: ([x, weight, bias], y, eps) => normalise(x!.data, weight!.data, bias!.data, eps, y.data),
}

/** By x, of dy, x and weight. That of pooled values is a row. */
const byInput: OwnOp<number> = {
  shape: ([, x]) => x!,
  tensors(_, [dy, x, weight], eps) {
    const { normal, inverse } = normalised(x!, eps)
    const d = dy!.reshape(x!.shape).mul(weight!)
    return d
      .sub(d.mean(-1, true))
      .sub(normal.mul(d.mul(normal).mean(-1, true)))
      .mul(inverse)
  },
  loops([dy, x, weight], dx, eps) {
    const sums = () => new Float32Array(weight!.data.length)
    dx.data.set(dy!.data)
    normaliseBackward(dx.data, x!.data, weight!.data, eps, sums(), sums())
  },
}

/** By the weight, of dy, x and weight. */
const byWeight: OwnOp<number> = {
  shape: ([, , weight]) => weight!,
  tensors: (_, [dy, x], eps) => dy!.reshape(x!.shape).mul(normalised(x!, eps).normal).sum([0, 1, 2]),
  loops: ([dy, x, weight], dweight, eps) =>
    normaliseBackward(dy!.data.slice(), x!.data, weight!.data, eps, dweight.data, new Float32Array(weight!.data.length)),
}

export const layernorm: OpsForm<LayerNormLayer> = {
  evaluate: (at, { first: { id, eps } }, [x]) =>
    freeing(at.ops, x!, () => at.ops.run(norm, [x!, at.param(`${id}.weight`), at.param(`${id}.bias`)], eps)),

  forward: (at, { eps }) => at.ops.run(norm, [at.x(), at.param('weight'), at.param('bias')], eps),

  backward(at, { eps }, dy) {
    const inputs = [dy, at.x(), at.param('weight')]
    at.grad('weight', at.ops.run(byWeight, inputs, eps))
    at.grad('bias', at.ops.sumRows(dy))
    return [freeing(at.ops, dy, () => (at.wanted() ? at.ops.run(byInput, inputs, eps) : null))]
  },
}
