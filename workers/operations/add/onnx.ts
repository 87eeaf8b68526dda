/** A sum. */
import { SOMEWHERE } from '../../export/builder'
import type { OnnxForm } from '../../export/onnxForm'
import type { AddLayer } from './facts'

export const add: OnnxForm<AddLayer> = {
  write: (to, { id }, inputs) => to.node('Add', inputs, id),
  // Those with a tensor are other operations'.
  read: { Add: ({ id, inputs, isTensor }, into) => (isTensor(inputs[1]) ? false : into.add({ ...SOMEWHERE, op: 'add', id, inputs })) },
  whole: () => 'makes',
}
