/** Max pooling. */
import { SOMEWHERE } from '../../export/builder'
import { four, ints, type OnnxForm } from '../../export/onnxForm'
import type { MaxPoolLayer } from './facts'

export const maxpool: OnnxForm<MaxPoolLayer> = {
  write: (to, layer, inputs) =>
    to.node('MaxPool', inputs, layer.id, [
      ints('kernel_shape', [layer.kernel, layer.kernel]),
      ints('strides', [layer.stride, layer.stride]),
      ints('pads', four(layer.padding)),
    ]),
  read: {
    MaxPool(node, into) {
      const window = { kernel: node.number('kernel_shape', 1), stride: node.number('strides', 1), padding: node.number('pads', 0) }
      into.add({ ...SOMEWHERE, op: 'maxpool', id: node.id, inputs: [node.inputs[0]!], ...window })
    },
  },
  whole: () => 'picks',
}
