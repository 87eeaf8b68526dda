/** torch.nn.BatchNorm2d. */
import { type LayerBase, type LayerFacts, sameShape } from '../../model/layer'

export interface BatchNormLayer extends LayerBase {
  readonly op: 'bn'
  readonly channels: number
  readonly eps: number
  /** Share of the new batch in the running statistics (torch.nn.BatchNorm2d's `momentum`). */
  readonly momentum: number
}

/** The BatchNorms among some layers. */
export const normsOf = (layers: readonly LayerBase[]): BatchNormLayer[] =>
  layers.filter((layer): layer is BatchNormLayer => layer.op === 'bn')

export const bn: LayerFacts<BatchNormLayer> & { readonly learnsOnly: true } = {
  shape: sameShape,
  params: ({ channels }) => [
    { suffix: 'weight', shape: [channels], role: 'norm' },
    { suffix: 'bias', shape: [channels], role: 'norm' },
    { suffix: 'running_mean', shape: [channels], role: 'buffer' },
    { suffix: 'running_var', shape: [channels], role: 'buffer' },
  ],
  macs: () => 0,
  keeps: true,
  learnsOnly: true,
  filledUp: () => 'zeros',
  withChannels: (layer, own) => ({ ...layer, channels: own ?? layer.channels }),
}
