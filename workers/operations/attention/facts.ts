/**
 * Scaled dot-product attention in several heads (Vaswani et al. 2017): `softmax(q k^T / sqrt(d)) v` of each. It reads queries, keys and values of all heads
 * behind one another, `[1, tokens, 3 width]`, as timm's `qkv` gives them, and gives `[1, tokens, width]`.
 */
import { type LayerBase, type LayerFacts, mapShape } from '../../model/layer'

export interface AttentionLayer extends LayerBase {
  readonly op: 'attention'
  readonly heads: number
}

/** Whether a layer is attention, which tells where a network looks. */
export const isAttention = (layer: LayerBase): layer is AttentionLayer => layer.op === 'attention'

export const attention: LayerFacts<AttentionLayer> = {
  shape({ id, heads }, [from]) {
    const [h, w, c] = mapShape(from)
    if (c % (3 * heads) !== 0) throw new Error(`${id} has ${heads} heads, which ${c} channels are not shared by`)
    return [h, w, c / 3]
  },
  params: () => [],
  macs(_, output) {
    const [, tokens, width] = mapShape(output)
    return 2 * tokens * tokens * width
  },
  keeps: true,
  // How much each token takes of each other, and backwards its gradient besides.
  scratch({ heads }, output, learns) {
    const [, tokens] = mapShape(output)
    return { arrays: learns ? 2 : 1, items: heads, values: tokens ** 2 }
  },
}

/** What products of queries and keys are multiplied by: 1 / sqrt(d). */
export const scaleOf = ({ heads, width }: { readonly heads: number; readonly width: number }): number => 1 / Math.sqrt(width / heads)
