/** Global average pooling; the features that the head reads have no height and width any more. */
import { SOMEWHERE } from '../../export/builder'
import { int, type OnnxForm } from '../../export/onnxForm'
import type { GlobalPoolLayer } from './facts'

export const gap: OnnxForm<GlobalPoolLayer> = {
  write: (to, { id }, inputs) =>
    id === to.features
      ? to.node('Flatten', [to.node('GlobalAveragePool', inputs, `${id}.mean`)], id, [int('axis', 1)])
      : to.node('GlobalAveragePool', inputs, id),
  read: { GlobalAveragePool: ({ id, inputs }, into) => into.add({ ...SOMEWHERE, op: 'gap', id, inputs }) },
  through: ['Flatten'],
  whole: () => 'makes',
}
