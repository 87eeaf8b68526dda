/** A product. */
import { SOMEWHERE } from '../../export/builder'
import type { LayersForm } from '../../export/layersForm'
import type { MulLayer } from './facts'

export const mul: LayersForm<MulLayer> = {
  write: (to, _, name, inputs) => to.add('Multiply', name, inputs, {}),
  read: { Multiply: ({ layer: { name: id }, inputs }, into) => into.add({ ...SOMEWHERE, op: 'mul', id, inputs }) },
}
