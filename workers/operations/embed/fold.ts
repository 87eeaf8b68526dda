/** Patches as tokens: the positions for the pictures that a file is of, and in them the class token, which is then zero. */
import type { FoldForm } from '../../export/foldForm'
import { paramName } from '../../model/layer'
import type { EmbedLayer } from './facts'
import { resizedPositions } from './functions'

export const embed: FoldForm<EmbedLayer> = {
  loses: ['cls_token', 'pos_embed'],
  fold({ first }, inputs, param, shape) {
    const { grid, width } = first
    const [side] = shape(first.inputs[0]!)
    const [cls, positions] = ['cls_token', 'pos_embed'].map((suffix) => param(paramName(first, suffix)))
    const table = Float32Array.from(resizedPositions(positions!, grid, side))
    for (let c = 0; c < width; c++) table[c]! += cls![c]!
    return { layer: { ...first, inputs, grid: side }, params: { cls_token: new Float32Array(width), pos_embed: table } }
  },
}
