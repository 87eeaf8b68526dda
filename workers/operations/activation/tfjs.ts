/** An activation that nothing is fused with. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { OwnOp, Tensor, TensorFlow } from '../../engine/tfjs/ops'
import type { ActivationLayer } from './facts'
import { ACTIVATIONS, NORMAL_DENSITY, type OtherActivation } from './functions'

const ramp = (x: Tensor): Tensor => x.add(3).clipByValue(0, 6).div(6)
const within = (x: Tensor, least: number, most: number): Tensor => x.greater(least).logicalAnd(x.less(most)).cast('float32')

/** The normal distribution's function. */
const normal = (x: Tensor): Tensor => x.mul(Math.SQRT1_2).erf().add(1).div(2)

/** As `ACTIVATIONS`. */
const TENSORS: Readonly<Record<OtherActivation, { of(x: Tensor, tf: TensorFlow): Tensor; slope(x: Tensor, tf: TensorFlow): Tensor }>> = {
  relu6: { of: (x) => x.clipByValue(0, 6), slope: (x) => within(x, 0, 6) },
  sigmoid: { of: (x) => x.sigmoid(), slope: (x, tf) => x.sigmoid().mul(tf.sub(1, x.sigmoid())) },
  silu: { of: (x) => x.mul(x.sigmoid()), slope: (x, tf) => x.sigmoid().mul(x.mul(tf.sub(1, x.sigmoid())).add(1)) },
  hardsigmoid: { of: ramp, slope: (x) => within(x, -3, 3).div(6) },
  hardswish: {
    of: (x) => x.mul(ramp(x)),
    slope: (x, tf) => tf.where(x.less(-3), tf.zerosLike(x), tf.where(x.lessEqual(3), x.div(3).add(0.5), tf.onesLike(x))),
  },
  gelu: { of: (x) => x.mul(normal(x)), slope: (x) => normal(x).add(x.mul(x.square().mul(-0.5).exp().mul(NORMAL_DENSITY))) },
}

const forward: OwnOp<OtherActivation> = {
  shape: ([x]) => x!,
  tensors: (tf, [x], kind) => TENSORS[kind].of(x!, tf),
  loops([x], { data }, kind) {
    const { of } = ACTIVATIONS[kind]
    for (let i = 0; i < data.length; i++) data[i] = of(x!.data[i]!)
  },
}

/** Of dy and what the function was of. */
const backward: OwnOp<OtherActivation> = {
  shape: ([dy]) => dy!,
  tensors: (tf, [dy, x], kind) => dy!.mul(TENSORS[kind].slope(x!, tf)),
  loops([dy, x], { data }, kind) {
    const { slope } = ACTIVATIONS[kind]
    for (let i = 0; i < data.length; i++) data[i] = dy!.data[i]! * slope(x!.data[i]!)
  },
}

export const activation: OpsForm<ActivationLayer> = {
  readsOutput: true,
  evaluate: ({ ops }, { first: { kind } }, [x]) => (kind === 'relu' ? ops.relu(x!) : freeing(ops, x!, () => ops.run(forward, [x!], kind))),
  forward: (at, { kind }) => (kind === 'relu' ? at.ops.relu(at.take()) : at.ops.run(forward, [at.x()], kind)),
  backward: ({ ops, x, y }, { kind }, dy) => [
    kind === 'relu' ? ops.reluBackward(dy, y()) : freeing(ops, dy, () => ops.run(backward, [dy, x()], kind)),
  ],
}
