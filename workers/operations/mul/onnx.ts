/** A product. */
import { SOMEWHERE } from '../../export/builder'
import type { OnnxForm } from '../../export/onnxForm'
import type { MulLayer } from './facts'

export const mul: OnnxForm<MulLayer> = {
  write: (to, { id }, inputs) => to.node('Mul', inputs, id),
  read: { Mul: ({ id, inputs }, into) => into.add({ ...SOMEWHERE, op: 'mul', id, inputs }) },
  whole: () => 'makes',
}
