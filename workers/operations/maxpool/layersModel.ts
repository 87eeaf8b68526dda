/** Max pooling. Zeros are laid around it, which is only right where nothing is negative. */
import { SOMEWHERE } from '../../export/builder'
import { type LayersForm, padded } from '../../export/layersForm'
import { isRelu } from '../activation/facts'
import type { MaxPoolLayer } from './facts'

export const maxpool: LayersForm<MaxPoolLayer> = {
  write(to, { id, kernel, stride, padding }, name, inputs) {
    const before = to.before(inputs[0]!)
    if (padding > 0 && !(before && isRelu(before))) throw new Error(`${id} pads with zeros, which is only right after a ReLU`)
    return to.add('MaxPooling2D', name, padded(to, name, inputs, padding), {
      pool_size: [kernel, kernel],
      strides: [stride, stride],
      padding: 'valid',
      data_format: 'channels_last',
    })
  },
  read: {
    MaxPooling2D({ layer: { name: id, config }, inputs, padding }, into) {
      const [kernel, stride] = [config.pool_size?.[0] ?? 1, config.strides?.[0] ?? 1]
      if (typeof padding !== 'number') throw new Error(`${id} has other zeros behind than before`)
      into.add({ ...SOMEWHERE, op: 'maxpool', id, inputs, kernel, stride, padding })
    },
  },
}
