/** Means and maxima. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { OwnOp, Tensor } from '../../engine/tfjs/ops'
import { type MeanMaxLayer, outChannelsOf } from './facts'
import * as loops from './loops'

/** The gradient `dy` of the maximum over axes, in even parts to all that are equal to it. */
function sharedByMaxima(x: Tensor, dy: Tensor, axes: number[]): Tensor {
  const equal = x.equal(x.max(axes, true)).cast('float32')
  return equal.mul(dy.div(equal.sum(axes, true)))
}

/** `[n, h, w, c]` to `[n, 2, 2, c]`: each channel's mean over the places in the first row, its maximum in the second. */
const ofPlaces: OwnOp = {
  shape: ([x]) => [x![0]!, 2, 2, x![3]!],
  tensors(tf, [x]) {
    const [mean, most] = [x!.mean([1, 2], true), x!.max([1, 2], true)]
    return tf.concat([tf.concat([mean, mean], 2), tf.concat([most, most], 2)], 1)
  },
  loops: ([x], y) => loops.ofPlaces(x!, y),
}

/** Of dy and x. */
const ofPlacesBackward: OwnOp = {
  shape: ([, x]) => x!,
  tensors(tf, [dy, x]) {
    const [, h, w] = x!.shape as [number, number, number]
    const [means, maxima] = tf.split(dy!, 2, 1).map((row) => row.sum([1, 2], true)) as [Tensor, Tensor]
    return means.div(h * w).add(sharedByMaxima(x!, maxima, [1, 2]))
  },
  loops: ([dy, x], dx) => loops.ofPlacesBackward(dy!, x!, dx),
}

/** `[n, h, w, c]` to `[n, h, w, channels]`: each place's mean over the channels, its maximum, and zeros. */
const ofChannels: OwnOp<number> = {
  shape: ([x], channels) => [...x!.slice(0, 3), channels],
  tensors: (tf, [x], channels) =>
    tf.concat([x!.mean(-1, true), x!.max(-1, true)], -1).pad([
      [0, 0],
      [0, 0],
      [0, 0],
      [0, channels - 2],
    ]),
  loops: ([x], y) => loops.ofChannels(x!, y),
}

/** Of dy and x. */
const ofChannelsBackward: OwnOp = {
  shape: ([, x]) => x!,
  tensors(tf, [dy, x]) {
    const [even, most] = tf.split(dy!.slice([0, 0, 0, 0], [-1, -1, -1, 2]), 2, -1) as [Tensor, Tensor]
    return even.div(x!.shape.at(-1)!).add(sharedByMaxima(x!, most, [3]))
  },
  loops: ([dy, x], dx) => loops.ofChannelsBackward(dy!, x!, dx),
}

export const meanmax: OpsForm<MeanMaxLayer> = {
  evaluate: ({ ops }, { first }, [x]) =>
    freeing(ops, x!, () =>
      first.over === 'places' ? ops.run(ofPlaces, [x!], undefined) : ops.run(ofChannels, [x!], outChannelsOf(first)),
    ),
  forward: ({ ops, x }, layer) =>
    layer.over === 'places' ? ops.run(ofPlaces, [x()], undefined) : ops.run(ofChannels, [x()], outChannelsOf(layer)),
  backward: ({ ops, x, wanted }, { over }, dy) => [
    freeing(ops, dy, () => (wanted() ? ops.run(over === 'places' ? ofPlacesBackward : ofChannelsBackward, [dy, x()], undefined) : null)),
  ],
}
