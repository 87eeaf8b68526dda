/** torch.nn.Conv2d over a square window. */
import { type LayerBase, type LayerFacts, mapShape } from '../../model/layer'
import { outputSize, type WindowShape } from '../../model/window'

export interface ConvLayer extends LayerBase, WindowShape {
  readonly op: 'conv'
  readonly inChannels: number
  readonly outChannels: number
}

export const conv: LayerFacts<ConvLayer> = {
  shape(layer, [from]) {
    const [h, w] = mapShape(from)
    return [outputSize(h, layer), outputSize(w, layer), layer.outChannels]
  },
  params: ({ inChannels, outChannels, kernel }) => [{ suffix: 'weight', shape: [outChannels, inChannels, kernel, kernel], role: 'weight' }],
  macs(layer, output) {
    const [h, w] = mapShape(output)
    return h * w * layer.outChannels * layer.inChannels * layer.kernel ** 2
  },
  keeps: true,
}
