/** torch.nn.Dropout, and torchvision's StochasticDepth in its mode "row"; both drawn by counters. */
import { BARE, type LayerBase, type LayerFacts, sameShape } from '../../model/layer'

export interface DropoutLayer extends LayerBase {
  readonly op: 'dropout'
  /** Probability that an element, or a picture, is zeroed while training. */
  readonly p: number
  /**
   * Stochastic depth (Huang et al. 2016): pictures are zeroed as a whole. The layer's number, from 1, among those of its network, by which its draws differ
   * from theirs. Left out, each element is zeroed by itself.
   */
  readonly row?: number
}

export const dropout: LayerFacts<DropoutLayer> & { readonly learnsOnly: true } = { ...BARE, shape: sameShape, learnsOnly: true }
