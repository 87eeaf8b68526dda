/** The first of the tokens, a row of values: the other rows are cropped away from a map that is one column wide. */
import { SOMEWHERE } from '../../export/builder'
import { type LayersForm, paddingOf } from '../../export/layersForm'
import type { ClassTokenLayer } from './facts'

export const classtoken: LayersForm<ClassTokenLayer> = {
  write(to, layer, name, inputs) {
    const [, tokens, width] = to.shape(layer.inputs[0]!)
    const column = to.add('Reshape', `${name}_column`, inputs, { target_shape: [tokens, 1, width] })
    const rows = [0, tokens - 1]
    const first = to.add('Cropping2D', name, [column], { cropping: [rows, [0, 0]], data_format: 'channels_last' })
    return to.add('Reshape', `${name}_row`, [first], { target_shape: [width] })
  },
  through: ['Reshape'],
  read: {
    // Heads of attention are cropped out of columns.
    Cropping2D({ layer: { name: id, config }, inputs }, into) {
      const [[above, below]] = paddingOf(config.cropping)
      if (above !== 0 || below === 0) return false
      return into.add({ ...SOMEWHERE, op: 'classtoken', id, inputs })
    },
  },
}
