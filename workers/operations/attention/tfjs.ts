/** Attention in several heads. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { OwnOp, Tensor, TensorFlow } from '../../engine/tfjs/ops'
import { type AttentionLayer, scaleOf } from './facts'
import { type AttentionShape, attend, attendBackward, classAttention } from './functions'

/** Queries, keys and values `[n, heads, tokens, d]`, and what each token takes of each other. */
function attended(tf: TensorFlow, qkv: Tensor, heads: number) {
  const { n, tokens, width } = shapeOf(qkv.shape, heads)
  const [q, k, v] = tf
    .split(qkv.reshape([n, tokens, 3 * width]), 3, -1)
    .map((part) => part.reshape([n, tokens, heads, width / heads]).transpose([0, 2, 1, 3])) as [Tensor, Tensor, Tensor]
  const scale = scaleOf({ heads, width })
  return { q, k, v, scale, weights: tf.softmax(tf.matMul(q, k, false, true).mul(scale), -1) }
}

/** `[n, heads, tokens, d]` as `[n, 1, tokens, heads d]`. */
function merged(x: Tensor): Tensor {
  const [n, heads, tokens, d] = x.shape as [number, number, number, number]
  return x.transpose([0, 2, 1, 3]).reshape([n, 1, tokens, heads * d])
}

/** @param shape of queries, keys and values: `[n, 1, tokens, 3 width]` */
function shapeOf(shape: readonly number[], heads: number): AttentionShape {
  const [n, , tokens, all] = shape as [number, number, number, number]
  return { n, tokens, heads, width: all / 3 }
}

/** Of queries, keys and values; it goes by the number of heads, as its gradient does. */
const sums: OwnOp<number> = {
  shape([qkv], heads) {
    const { n, tokens, width } = shapeOf(qkv!, heads)
    return [n, 1, tokens, width]
  },
  tensors(tf, [qkv], heads) {
    const { weights, v } = attended(tf, qkv!, heads)
    return merged(tf.matMul(weights, v))
  },
  loops: ([qkv], y, heads) => attend(qkv!.data, shapeOf(qkv!.shape, heads), y.data),
}

/** Of dy, and queries, keys and values. */
const sumsBackward: OwnOp<number> = {
  shape: ([, qkv]) => qkv!,
  tensors(tf, [dy, qkv], heads) {
    const { weights, q, k, v, scale } = attended(tf, qkv!, heads)
    const { n, tokens, width } = shapeOf(qkv!.shape, heads)
    const d = dy!.reshape([n, tokens, heads, width / heads]).transpose([0, 2, 1, 3])
    const dweights = tf.matMul(d, v, false, true)
    const dscores = weights.mul(dweights.sub(weights.mul(dweights).sum(-1, true))).mul(scale)
    const parts = [tf.matMul(dscores, k), tf.matMul(dscores, q, true), tf.matMul(weights, d, true)]
    return tf.concat(parts.map(merged), -1)
  },
  loops: ([dy, qkv], dx, heads) => attendBackward(dy!.data, qkv!.data, shapeOf(qkv!.shape, heads), dx.data),
}

export const attention: OpsForm<AttentionLayer> = {
  evaluate: ({ ops }, { first: { heads } }, [x]) => freeing(ops, x!, () => ops.run(sums, [x!], heads)),
  forward: (at, { heads }) => at.ops.run(sums, [at.x()], heads),
  backward: (at, { heads }, dy) => [freeing(at.ops, dy, () => (at.wanted() ? at.ops.run(sumsBackward, [dy, at.x()], heads) : null))],
  looks: ({ heads }, { data, shape }) => classAttention(data, shapeOf(shape, heads)),
}
