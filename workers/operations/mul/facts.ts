/**
 * The product of an output and one of its shape, or one value for each of its channels (`[1, 1, c]`), as squeeze-and-excitation weighs channels
 * (Hu et al. 2018), or for each of its places (`[h, w, 1]`), as CBAM weighs those (Woo et al. 2018).
 */
import { BARE, type LayerBase, type LayerFacts, type Shape, sizeOf } from '../../model/layer'

export interface MulLayer extends LayerBase {
  readonly op: 'mul'
  /** By places, of which the first channel counts; said where an engine fills channels up, and else told by the shape. */
  readonly by?: 'places'
}

/** The products among some layers. */
export const productsOf = (layers: readonly LayerBase[]): MulLayer[] => layers.filter((layer): layer is MulLayer => layer.op === 'mul')

/** What one factor is for; null where the shapes do not fit. */
export function spreadOf({ by: places }: Pick<MulLayer, 'by'>, x: Shape, by: Shape): 'value' | 'channel' | 'place' | null {
  if (places || (by.at(-1) === 1 && x.at(-1) !== 1)) return String(by.slice(0, 2)) === String(x.slice(0, 2)) ? 'place' : null
  if (String(by) === String(x)) return 'value'
  return sizeOf(by) === by.at(-1) && by.at(-1) === x.at(-1) ? 'channel' : null
}

export const mul: LayerFacts<MulLayer> = {
  ...BARE,
  shape(layer, inputs) {
    const [x, by] = inputs as [Shape, Shape]
    if (!spreadOf(layer, x, by))
      throw new Error(`${layer.id} multiplies [${x.join(', ')}] by [${by.join(', ')}]: not of its shape, nor one for each channel or place`)
    return x
  },
  filledUp: (_, input, channels) => (input === 1 && channels === 1 ? 'passed over' : null),
  withChannels: (layer, _, [, by]) => (by === undefined ? layer : { ...layer, by: 'places' }),
}
