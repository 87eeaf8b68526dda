/** Global average pooling; its output has no height and width any more. */
import { SOMEWHERE } from '../../export/builder'
import { int, type OnnxForm } from '../../export/onnxForm'
import type { GlobalPoolLayer } from './facts'

export const gap: OnnxForm<GlobalPoolLayer> = {
  write: (to, { id }, inputs) => to.node('Flatten', [to.node('GlobalAveragePool', inputs, `${id}.mean`)], id, [int('axis', 1)]),
  read: { GlobalAveragePool: ({ id, inputs }, into) => into.add({ ...SOMEWHERE, op: 'gap', id, inputs }) },
}
