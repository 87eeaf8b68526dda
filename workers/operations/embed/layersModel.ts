/**
 * Patches as tokens: a row of zeros before them, then the positions, which have the class token in them (`export/fold.ts`). No layer of TensorFlow.js adds a table
 * but BatchNormalization, which takes its mean away: it is made of each of a picture's values by itself, with the table's negative for its mean and a variance of 1.
 */
import { SOMEWHERE } from '../../export/builder'
import type { LayersForm } from '../../export/layersForm'
import type { EmbedLayer } from './facts'
import { tokensOf } from './functions'

export const embed: LayersForm<EmbedLayer> = {
  // The variance of each value.
  filledUp: ({ grid, width }) => tokensOf(grid) * width,

  write(to, layer, name, inputs) {
    const { width, grid } = layer
    const tokens = tokensOf(grid)
    const column = to.add('Reshape', `${name}_patches`, inputs, { target_shape: [grid * grid, 1, width] })
    const padding = [
      [1, 0],
      [0, 0],
    ]
    const behind = to.add('ZeroPadding2D', `${name}_behind`, [column], { padding, data_format: 'channels_last' })
    const values = to.add('Reshape', `${name}_values`, [behind], { target_shape: [tokens * width] })
    const table = to.param(layer, 'pos_embed')
    to.weight(
      `${name}/moving_mean`,
      [table.length],
      table.map((value) => -value),
    )
    to.weight(`${name}/moving_variance`, [table.length], new Float32Array(table.length).fill(1))
    const sum = to.add('BatchNormalization', name, [values], { axis: -1, epsilon: 0, center: false, scale: false })
    return to.add('Reshape', `${name}_tokens`, [sum], { target_shape: [tokens, width] })
  },
  through: ['Reshape'],
  read: {
    BatchNormalization({ layer: { name: id, config }, inputs, tensor, from }, into) {
      const width = from(0)?.tensor('bias').data.length ?? 0
      const { data } = tensor('moving_mean')
      if (config.epsilon !== 0 || config.center || config.scale || tensor('moving_variance').data.some((value) => value !== 1))
        throw new Error(`${id} of model.json does more than to add positions`)
      const grid = Math.sqrt(data.length / width - 1)
      const layer = { ...SOMEWHERE, op: 'embed', id, inputs, bare: true, width, grid } as const
      into.add(layer, { cls_token: new Float32Array(width), pos_embed: data.map((value) => -value) })
    },
  },
}
