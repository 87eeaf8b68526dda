/** The sum of two outputs of one shape. */
import { BARE, type LayerBase, type LayerFacts, sameShape } from '../../model/layer'

export interface AddLayer extends LayerBase {
  readonly op: 'add'
}

export const add: LayerFacts<AddLayer> = { ...BARE, shape: sameShape }
