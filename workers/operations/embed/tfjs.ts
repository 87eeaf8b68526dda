/** Patches as tokens with their positions. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { OwnOp, Tensor, TensorFlow } from '../../engine/tfjs/ops'
import { paramName } from '../../model/layer'
import type { EmbedLayer } from './facts'
import { positionMatrix, resizedPositions, resizedPositionsBackward, tokensOf } from './functions'

const resizing = (tf: TensorFlow, from: number, to: number): Tensor => tf.tensor2d(positionMatrix(from, to), [tokensOf(to), tokensOf(from)])

/** Patches a side of a picture's tokens. */
const sideOf = (tokens: number): number => Math.sqrt(tokens - 1)

/** Of a map `[n, h, h, c]`, the class token and the positions: `[n, 1, 1 + h h, c]`. All here go by the grid that the positions were learnt for. */
const tokens: OwnOp<number> = {
  shape: ([x]) => [x![0]!, 1, tokensOf(x![1]!), x![3]!],
  tensors(tf, [x, cls, positions], grid) {
    const [n, h, w, c] = x!.shape as [number, number, number, number]
    const held = positions!.reshape([-1, c])
    const all = h === grid ? held : tf.matMul(resizing(tf, grid, h), held)
    const rows = tf.concat([cls!.reshape([1, 1, c]).tile([n, 1, 1]), x!.reshape([n, h * w, c])], 1)
    return rows.add(all).reshape([n, 1, tokensOf(h), c])
  },
  loops([x, cls, positions], y, grid) {
    const [n, h, w, c] = x!.shape as [number, number, number, number]
    const added = resizedPositions(positions!.data, grid, h)
    for (let i = 0; i < n; i++) {
      const one = y.data.subarray(i * added.length, (i + 1) * added.length)
      one.set(cls!.data)
      one.set(x!.data.subarray(i * h * w * c, (i + 1) * h * w * c), c)
      for (let at = 0; at < one.length; at++) one[at]! += added[at]!
    }
  },
}

/** By the map, of dy. */
const byInput: OwnOp = {
  shape([dy]) {
    const [n, , count, c] = dy as [number, number, number, number]
    return [n, sideOf(count), sideOf(count), c]
  },
  tensors(_, [dy]) {
    const [n, , count, c] = dy!.shape as [number, number, number, number]
    return dy!.slice([0, 0, 1, 0], [n, 1, count - 1, c]).reshape([n, sideOf(count), sideOf(count), c])
  },
  loops([dy], dx) {
    const [n, , count, c] = dy!.shape as [number, number, number, number]
    for (let i = 0; i < n; i++) dx.data.set(dy!.data.subarray((i * count + 1) * c, (i + 1) * count * c), i * (count - 1) * c)
  },
}

/** By the class token, of dy. */
const byClassToken: OwnOp = {
  shape: ([dy]) => [1, 1, dy!.at(-1)!],
  tensors(_, [dy]) {
    const [n, , , c] = dy!.shape as [number, number, number, number]
    return dy!.slice([0, 0, 0, 0], [n, 1, 1, c]).sum(0).reshape([1, 1, c])
  },
  loops([dy], dcls) {
    const [n, , count, c] = dy!.shape as [number, number, number, number]
    dcls.data.fill(0)
    for (let i = 0; i < n; i++) for (let at = 0; at < c; at++) dcls.data[at]! += dy!.data[i * count * c + at]!
  },
}

/** By the positions, of dy. */
const byPositions: OwnOp<number> = {
  shape: ([dy], grid) => [1, tokensOf(grid), dy!.at(-1)!],
  tensors(tf, [dy], grid) {
    const [, , count, c] = dy!.shape as [number, number, number, number]
    const [sums, side] = [dy!.sum([0, 1]), sideOf(count)]
    return (side === grid ? sums : tf.matMul(resizing(tf, grid, side), sums, true)).reshape([1, tokensOf(grid), c])
  },
  loops([dy], dpositions, grid) {
    const [n, , count, c] = dy!.shape as [number, number, number, number]
    const sums = new Float32Array(count * c)
    for (let i = 0; i < n; i++) for (let at = 0; at < sums.length; at++) sums[at]! += dy!.data[i * sums.length + at]!
    dpositions.data.set(resizedPositionsBackward(sums, grid, sideOf(count)))
  },
}

export const embed: OpsForm<EmbedLayer> = {
  evaluate(at, { first: layer }, [x]) {
    const [cls, positions] = ['cls_token', 'pos_embed'].map((suffix) => at.param(paramName(layer, suffix)))
    return freeing(at.ops, x!, () => at.ops.run(tokens, [x!, cls!, positions!], layer.grid))
  },

  forward: (at, { grid }) => at.ops.run(tokens, [at.x(), at.param('cls_token'), at.param('pos_embed')], grid),

  backward(at, { grid }, dy) {
    at.grad('cls_token', at.ops.run(byClassToken, [dy], undefined))
    at.grad('pos_embed', at.ops.run(byPositions, [dy], grid))
    return [freeing(at.ops, dy, () => (at.wanted() ? at.ops.run(byInput, [dy], undefined) : null))]
  },
}
