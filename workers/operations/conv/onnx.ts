/** Convolution with its bias. Its zeros are those of the picture size that the file is made for, which TensorFlow's follow from. */
import { SOMEWHERE } from '../../export/builder'
import { int, ints, type OnnxForm, type OnnxWriter } from '../../export/onnxForm'
import { likeSides, sidesOf } from '../../model/window'
import { type ConvLayer, groupsOf } from './facts'

/** Top, left, bottom and right. */
function padsOf(to: OnnxWriter, layer: ConvLayer): number[] {
  const [h, w] = to.shape(layer.inputs[0]!)
  const [[top, bottom], [left, right]] = [sidesOf(h, layer), sidesOf(w, layer)]
  return [top, left, bottom, right]
}

export const conv: OnnxForm<ConvLayer> = {
  write: (to, layer, inputs) =>
    to.node('Conv', [...inputs, to.param(layer, 'weight'), to.param(layer, 'bias')], layer.id, [
      ints('kernel_shape', [layer.kernel, layer.kernel]),
      ints('strides', [layer.stride, layer.stride]),
      ints('pads', padsOf(to, layer)),
      int('group', groupsOf(layer)),
    ]),
  read: {
    Conv(node, into) {
      const [x, w, b] = node.inputs
      const { shape, data } = node.tensor(w)
      const [outChannels, ins, kernel] = shape as [number, number, number]
      const groups = node.number('group', 1)
      const [top = 0, left = 0, bottom = 0, right = 0] = node.numbers('pads')
      const padding = likeSides([
        [top, bottom],
        [left, right],
      ])
      into.add(
        {
          ...({ ...SOMEWHERE, op: 'conv', id: node.id, inputs: [x!], bias: true, groups } as const),
          ...{ inChannels: ins * groups, outChannels, kernel, stride: node.number('strides', 1), padding },
        },
        { weight: data, bias: node.tensor(b).data },
      )
    },
  },
  whole: () => 'weighs',
}
