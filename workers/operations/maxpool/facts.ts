/** torch.nn.MaxPool2d over a square window. */
import { BARE, type LayerBase, type LayerFacts, mapShape } from '../../model/layer'
import { outputSize, type WindowShape } from '../../model/window'

export interface MaxPoolLayer extends LayerBase, WindowShape {
  readonly op: 'maxpool'
}

export const maxpool: LayerFacts<MaxPoolLayer> = {
  ...BARE,
  shape(layer, [from]) {
    const [h, w, c] = mapShape(from)
    return [outputSize(h, layer), outputSize(w, layer), c]
  },
  keeps: true,
}
