/** Convolution with its bias. */
import { SOMEWHERE } from '../../export/builder'
import { four, int, ints, type OnnxForm } from '../../export/onnxForm'
import { type ConvLayer, groupsOf } from './facts'

export const conv: OnnxForm<ConvLayer> = {
  write: (to, layer, inputs) =>
    to.node('Conv', [...inputs, to.param(layer, 'weight'), to.param(layer, 'bias')], layer.id, [
      ints('kernel_shape', [layer.kernel, layer.kernel]),
      ints('strides', [layer.stride, layer.stride]),
      ints('pads', four(layer.padding)),
      int('group', groupsOf(layer)),
    ]),
  read: {
    Conv(node, into) {
      const [x, w, b] = node.inputs
      const { shape, data } = node.tensor(w)
      const [outChannels, ins, kernel] = shape as [number, number, number]
      const groups = node.number('group', 1)
      into.add(
        {
          ...({ ...SOMEWHERE, op: 'conv', id: node.id, inputs: [x!], bias: true, groups } as const),
          ...{ inChannels: ins * groups, outChannels, kernel, stride: node.number('strides', 1), padding: node.number('pads', 0) },
        },
        { weight: data, bias: node.tensor(b).data },
      )
    },
  },
  whole: () => 'weighs',
}
