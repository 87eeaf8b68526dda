/** torch.nn.LayerNorm over the channels of each place. */
import { type LayerBase, type LayerFacts, sameShape } from '../../model/layer'

export interface LayerNormLayer extends LayerBase {
  readonly op: 'layernorm'
  readonly channels: number
  readonly eps: number
}

export const layernorm: LayerFacts<LayerNormLayer> = {
  shape: sameShape,
  params: ({ channels }) => [
    { suffix: 'weight', shape: [channels], role: 'norm' },
    { suffix: 'bias', shape: [channels], role: 'norm' },
  ],
  macs: () => 0,
  keeps: true,
  // The last one makes the row that the head of a network of tokens reads.
  pools: true,
}
