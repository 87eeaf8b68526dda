/** Patches as tokens with their positions. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import { paramName } from '../../model/layer'
import type { EmbedLayer } from './facts'

export const embed: OpsForm<EmbedLayer> = {
  evaluate(at, { first: layer }, [x]) {
    const [cls, positions] = ['cls_token', 'pos_embed'].map((suffix) => at.param(paramName(layer, suffix)))
    return freeing(at.ops, x!, () => at.ops.embed(x!, cls!, positions!, layer.grid))
  },

  forward: (at, { grid }) => at.ops.embed(at.x(), at.param('cls_token'), at.param('pos_embed'), grid),

  backward(at, { grid }, dy) {
    const { dx, dcls, dpositions } = freeing(at.ops, dy, () => at.ops.embedBackward(dy, grid))
    at.grad('cls_token', dcls)
    at.grad('pos_embed', dpositions)
    return [dx]
  },
}
