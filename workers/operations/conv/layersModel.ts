/** Convolution with its bias. Keras names one of each channel apart, `DepthwiseConv2D`; TensorFlow.js has no other groups. */
import { SOMEWHERE } from '../../export/builder'
import { type LayersForm, padded } from '../../export/layersForm'
import { permute } from '../../model/permute'
import { type ConvLayer, groupsOf } from './facts'

const common = ({ kernel, stride }: ConvLayer) => ({
  kernel_size: [kernel, kernel],
  strides: [stride, stride],
  padding: 'valid',
  data_format: 'channels_last',
  dilation_rate: [1, 1],
  activation: 'linear',
  use_bias: true,
})

export const conv: LayersForm<ConvLayer> = {
  write(to, layer, name, inputs) {
    const { kernel, padding, outChannels, inChannels } = layer
    const groups = groupsOf(layer)
    const isDepthwise = groups > 1 && groups === inChannels && groups === outChannels
    if (groups > 1 && !isDepthwise) throw new Error(`${layer.id} has ${groups} groups of channels, which TensorFlow.js's layers have not`)
    const data = permute(to.param(layer, 'weight'), outChannels, inChannels / groups, kernel ** 2, true)
    const [ins, outs] = isDepthwise ? [inChannels, 1] : [inChannels, outChannels]
    to.weight(`${name}/${isDepthwise ? 'depthwise_kernel' : 'kernel'}`, [kernel, kernel, ins, outs], data)
    to.weight(`${name}/bias`, [outChannels], to.param(layer, 'bias'))
    const from = padded(to, name, inputs, padding)
    return isDepthwise
      ? to.add('DepthwiseConv2D', name, from, { depth_multiplier: 1, ...common(layer) })
      : to.add('Conv2D', name, from, { filters: outChannels, ...common(layer) })
  },
  read: {
    Conv2D({ layer: { name: id, config }, inputs, padding, tensor }, into) {
      const { shape, data } = tensor('kernel')
      const [kernel, , inChannels, outChannels] = shape as [number, number, number, number]
      const layer = { ...SOMEWHERE, op: 'conv', id, inputs, bias: true, inChannels, outChannels, kernel, padding } as const
      const weight = permute(data, outChannels, inChannels, kernel ** 2, false)
      into.add({ ...layer, stride: config.strides?.[0] ?? 1 }, { weight, bias: tensor('bias').data })
    },
    DepthwiseConv2D({ layer: { name: id, config }, inputs, padding, tensor }, into) {
      const { shape, data } = tensor('depthwise_kernel')
      const [kernel, , channels] = shape as [number, number, number]
      const layer = { ...SOMEWHERE, op: 'conv', id, inputs, bias: true, groups: channels, kernel, padding } as const
      const weight = permute(data, channels, 1, kernel ** 2, false)
      into.add(
        { ...layer, inChannels: channels, outChannels: channels, stride: config.strides?.[0] ?? 1 },
        { weight, bias: tensor('bias').data },
      )
    },
  },
}
