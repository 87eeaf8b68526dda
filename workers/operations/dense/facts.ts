/** torch.nn.Linear over the channels of each place: a convolution of 1 x 1 with a bias, under another name and with weights of two dimensions. */
import { type LayerBase, type LayerFacts, mapShape } from '../../model/layer'
import type { ConvLayer } from '../conv/facts'

export interface DenseLayer extends LayerBase {
  readonly op: 'dense'
  readonly inFeatures: number
  readonly outFeatures: number
}

/** The convolution that it is, whose kernels and plans the engines use. */
export const asConvolution = ({ id, inputs, block, inFeatures, outFeatures }: DenseLayer): ConvLayer => ({
  ...{ op: 'conv', id, inputs, block, inChannels: inFeatures, outChannels: outFeatures },
  ...{ kernel: 1, stride: 1, padding: 0, bias: true },
})

export const dense: LayerFacts<DenseLayer> = {
  shape({ outFeatures }, [from]) {
    const [h, w] = mapShape(from)
    return [h, w, outFeatures]
  },
  params: ({ inFeatures, outFeatures }) => [
    { suffix: 'weight', shape: [outFeatures, inFeatures], role: 'weight' },
    { suffix: 'bias', shape: [outFeatures], role: 'bias' },
  ],
  macs(layer, output) {
    const [h, w] = mapShape(output)
    return h * w * layer.inFeatures * layer.outFeatures
  },
  keeps: true,
  product: asConvolution,
}
