/** A sum. */
import { SOMEWHERE } from '../../export/builder'
import type { LayersForm } from '../../export/layersForm'
import type { AddLayer } from './facts'

export const add: LayersForm<AddLayer> = {
  write: (to, _, name, inputs) => to.add('Add', name, inputs, {}),
  read: { Add: ({ layer: { name: id }, inputs }, into) => into.add({ ...SOMEWHERE, op: 'add', id, inputs }) },
}
