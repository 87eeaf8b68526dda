/**
 * A map of patches as tokens, row by row, a class token before them and each token's position embedding added (Dosovitskiy et al. 2021). The embedding is
 * kept for the grid that it was learnt for; for another it is interpolated, as timm's `dynamic_img_size` does (`functions.ts`).
 */
import { BARE, type LayerBase, type LayerFacts, mapShape } from '../../model/layer'
import { tokensOf } from './functions'

export interface EmbedLayer extends LayerBase {
  readonly op: 'embed'
  readonly width: number
  /** Patches a side that the embedding was learnt for. */
  readonly grid: number
}

export const embed: LayerFacts<EmbedLayer> = {
  ...BARE,
  shape({ id, width }, [from]) {
    const [h, w, c] = mapShape(from)
    if (h !== w || c !== width) throw new Error(`${id} takes square maps of ${width} channels, not [${from?.join(', ')}]`)
    return [1, tokensOf(h), width]
  },
  params: ({ width, grid }) => [
    { suffix: 'cls_token', shape: [1, 1, width], role: 'bias' },
    { suffix: 'pos_embed', shape: [1, tokensOf(grid), width], role: 'bias' },
  ],
}
