/** Global average pooling. */
import { SOMEWHERE } from '../../export/builder'
import type { LayersForm } from '../../export/layersForm'
import type { GlobalPoolLayer } from './facts'

export const gap: LayersForm<GlobalPoolLayer> = {
  write: (to, _, name, inputs) => to.add('GlobalAveragePooling2D', name, inputs, { data_format: 'channels_last' }),
  read: { GlobalAveragePooling2D: ({ layer: { name: id }, inputs }, into) => into.add({ ...SOMEWHERE, op: 'gap', id, inputs }) },
}
