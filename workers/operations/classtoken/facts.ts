/** The first of the tokens, by which a Vision Transformer answers. */
import { BARE, type LayerBase, type LayerFacts, mapShape } from '../../model/layer'

export interface ClassTokenLayer extends LayerBase {
  readonly op: 'classtoken'
}

export const isClassToken = (layer: LayerBase & { readonly op: string }): layer is ClassTokenLayer => layer.op === 'classtoken'

export const classtoken: LayerFacts<ClassTokenLayer> = { ...BARE, shape: (_, [from]) => [1, 1, mapShape(from)[2]] }
