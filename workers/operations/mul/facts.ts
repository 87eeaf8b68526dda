/** The product of an output and one of its shape, or one value for each of its channels (`[1, 1, c]`), as squeeze-and-excitation weighs channels (Hu et al. 2018). */
import { BARE, type LayerBase, type LayerFacts, type Shape, sizeOf } from '../../model/layer'

export interface MulLayer extends LayerBase {
  readonly op: 'mul'
}

export const mul: LayerFacts<MulLayer> = {
  ...BARE,
  shape({ id }, inputs) {
    const [x, by] = inputs as [Shape, Shape]
    if (String(by) !== String(x) && !(sizeOf(by) === by.at(-1) && by.at(-1) === x.at(-1)))
      throw new Error(`${id} multiplies [${x.join(', ')}] by [${by.join(', ')}]: not of its shape, nor one for each channel`)
    return x
  },
}
