/** Global average pooling. */
import { SOMEWHERE } from '../../export/builder'
import type { LayersForm } from '../../export/layersForm'
import type { GlobalPoolLayer } from './facts'

export const gap: LayersForm<GlobalPoolLayer> = {
  write(to, layer, name, inputs) {
    const row = to.add('GlobalAveragePooling2D', name, inputs, { data_format: 'channels_last' })
    return layer.id === to.features ? row : to.add('Reshape', `${name}_map`, [row], { target_shape: [1, 1, to.channels(layer)] })
  },
  through: ['Reshape'],
  read: { GlobalAveragePooling2D: ({ layer: { name: id }, inputs }, into) => into.add({ ...SOMEWHERE, op: 'gap', id, inputs }) },
}
