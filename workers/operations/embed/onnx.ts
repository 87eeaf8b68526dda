/** Patches as tokens `[n, tokens, channels]`: a row of zeros before them, then the positions added, which have the class token in them (`export/fold.ts`). */
import { type Builder, SOMEWHERE } from '../../export/builder'
import { ints, type OnnxForm, type OnnxNode } from '../../export/onnxForm'
import type { EmbedLayer } from './facts'

export const embed: OnnxForm<EmbedLayer> = {
  write(to, layer, inputs) {
    const { id, width, grid } = layer
    const rows = to.node('Reshape', [...inputs, to.integers(`${id}.rows`, [0, width, grid * grid])], `${id}.patches`)
    const turned = to.node('Transpose', [rows], `${id}.turned`, [ints('perm', [0, 2, 1])])
    const behind = to.node('Pad', [turned, to.integers(`${id}.first`, [0, 1, 0, 0, 0, 0])], `${id}.behind`)
    return to.node('Add', [behind, to.param(layer, 'pos_embed')], id)
  },
  // Read where the table is added.
  read: { Pad() {}, Transpose() {}, Add: readEmbed },
  whole: () => 'float',
}

/** What a sum with a tensor is where it is tokens' table; false where it is something else. */
function readEmbed(node: OnnxNode, into: Builder): boolean {
  const patches = node.from(0)?.from(0)?.from(0)
  if (node.from(0)?.type !== 'Pad' || patches?.type !== 'Reshape') return false
  const { shape, data } = node.tensor(node.inputs[1])
  const [, tokens, width] = shape as [number, number, number]
  const at = { ...SOMEWHERE, op: 'embed', id: node.id, inputs: [patches.inputs[0]!], bare: true } as const
  const layer = { ...at, width, grid: Math.sqrt(tokens - 1) }
  into.add(layer, { cls_token: new Float32Array(width), pos_embed: data })
  return true
}
