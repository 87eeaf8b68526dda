/** Means and maxima. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import { type MeanMaxLayer, outChannelsOf } from './facts'

export const meanmax: OpsForm<MeanMaxLayer> = {
  evaluate: ({ ops }, { first }, [x]) =>
    freeing(ops, x!, () => (first.over === 'places' ? ops.meanMaxOfPlaces(x!) : ops.meanMaxOfChannels(x!, outChannelsOf(first)))),
  forward: (at, layer) =>
    layer.over === 'places' ? at.ops.meanMaxOfPlaces(at.x()) : at.ops.meanMaxOfChannels(at.x(), outChannelsOf(layer)),
  backward: (at, { over }, dy) => [
    freeing(at.ops, dy, () => {
      if (!at.wanted()) return null
      return over === 'places' ? at.ops.meanMaxOfPlacesBackward(dy, at.x()) : at.ops.meanMaxOfChannelsBackward(dy, at.x())
    }),
  ],
}
