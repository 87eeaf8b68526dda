/**
 * Means and maxima beside each other, as CBAM's gates look at a map (Woo et al. 2018). Over the places of each channel they are a map of 2 x 2, means in its
 * first row and maxima in its second, so that one layer sees both; over the channels of each place they are two channels. Equal maxima share the gradient, as
 * torch.amax has it.
 */
import { BARE, type LayerBase, type LayerFacts, mapShape } from '../../model/layer'

export interface MeanMaxLayer extends LayerBase {
  readonly op: 'meanmax'
  readonly over: 'places' | 'channels'
  /** Channels of the output over channels, where an engine fills them up with zeros; 2 where it is left out. */
  readonly outChannels?: number
}

export const outChannelsOf = ({ outChannels = 2 }: MeanMaxLayer): number => outChannels

export const meanmax: LayerFacts<MeanMaxLayer> = {
  ...BARE,
  shape(layer, [from]) {
    const [h, w, c] = mapShape(from)
    return layer.over === 'places' ? [2, 2, c] : [h, w, outChannelsOf(layer)]
  },
  keeps: true,
  ownChannels: (layer) => (layer.over === 'channels' ? outChannelsOf(layer) : 0),
  withChannels: (layer, own) => (own ? { ...layer, outChannels: own } : layer),
}
