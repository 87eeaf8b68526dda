/** torch.nn.Linear over pooled values. */
import type { LayerBase, LayerFacts } from '../../model/layer'

export interface LinearLayer extends LayerBase {
  readonly op: 'linear'
  readonly inFeatures: number
  readonly outFeatures: number
}

export const linear: LayerFacts<LinearLayer> = {
  shape: ({ outFeatures }) => [1, 1, outFeatures],
  params: ({ inFeatures, outFeatures }) => [
    { suffix: 'weight', shape: [outFeatures, inFeatures], role: 'weight' },
    { suffix: 'bias', shape: [outFeatures], role: 'bias' },
  ],
  macs: ({ inFeatures, outFeatures }) => inFeatures * outFeatures,
  keeps: false,
}
