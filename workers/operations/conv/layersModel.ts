/**
 * Convolution with its bias. Keras names one of each channel apart, `DepthwiseConv2D`. TensorFlow.js has no other groups, nor a layer that takes channels apart:
 * there each output sees all channels, by weights of zero those that are not of its group.
 */
import { SOMEWHERE } from '../../export/builder'
import { type LayersForm, padded } from '../../export/layersForm'
import { permute } from '../../model/permute'
import { type ConvLayer, groupsOf, isDepthwise } from './facts'

/** OIHW with all channels from OIHW of a group's. */
function withoutGroups(layer: ConvLayer, weight: Float32Array): Float32Array {
  const groups = groupsOf(layer)
  if (groups === 1) return weight
  const { inChannels, outChannels, kernel } = layer
  const length = (inChannels / groups) * kernel ** 2
  const all = new Float32Array(outChannels * length * groups)
  for (let out = 0; out < outChannels; out++) {
    const group = Math.floor((out * groups) / outChannels)
    all.set(weight.subarray(out * length, (out + 1) * length), (out * groups + group) * length)
  }
  return all
}

const common = ({ kernel, stride, padding }: ConvLayer) => ({
  kernel_size: [kernel, kernel],
  strides: [stride, stride],
  padding: padding === 'same' ? 'same' : 'valid',
  data_format: 'channels_last',
  dilation_rate: [1, 1],
  activation: 'linear',
  use_bias: true,
})

export const conv: LayersForm<ConvLayer> = {
  filledUp(layer) {
    const { inChannels, outChannels, kernel } = layer
    return isDepthwise(layer) ? 0 : (inChannels - inChannels / groupsOf(layer)) * outChannels * kernel ** 2
  },

  write(to, layer, name, inputs) {
    const { kernel, padding, outChannels, inChannels } = layer
    const depthwise = isDepthwise(layer)
    const weight = to.param(layer, 'weight')
    const data = depthwise
      ? permute(weight, outChannels, 1, kernel ** 2, true)
      : permute(withoutGroups(layer, weight), outChannels, inChannels, kernel ** 2, true)
    const [ins, outs] = depthwise ? [inChannels, 1] : [inChannels, outChannels]
    to.weight(`${name}/${depthwise ? 'depthwise_kernel' : 'kernel'}`, [kernel, kernel, ins, outs], data)
    to.weight(`${name}/bias`, [outChannels], to.param(layer, 'bias'))
    const from = padding === 'same' ? inputs : padded(to, name, inputs, padding)
    return depthwise
      ? to.add('DepthwiseConv2D', name, from, { depth_multiplier: 1, ...common(layer) })
      : to.add('Conv2D', name, from, { filters: outChannels, ...common(layer) })
  },
  read: {
    Conv2D({ layer: { name: id, config }, inputs, padding: laid, tensor }, into) {
      const padding = config.padding === 'same' ? 'same' : laid
      const { shape, data } = tensor('kernel')
      const [kernel, , inChannels, outChannels] = shape as [number, number, number, number]
      const layer = { ...SOMEWHERE, op: 'conv', id, inputs, bias: true, inChannels, outChannels, kernel, padding } as const
      const weight = permute(data, outChannels, inChannels, kernel ** 2, false)
      into.add({ ...layer, stride: config.strides?.[0] ?? 1 }, { weight, bias: tensor('bias').data })
    },
    DepthwiseConv2D({ layer: { name: id, config }, inputs, padding: laid, tensor }, into) {
      const padding = config.padding === 'same' ? 'same' : laid
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
