/** An activation. TensorFlow.js's hard sigmoid is another function than torch's, and it has no hard-swish: of maps both are written as what they are made of. */
import { SOMEWHERE } from '../../export/builder'
import type { LayersForm, LayersWriter } from '../../export/layersForm'
import type { ActivationLayer } from './facts'
import type { ActivationKind } from './functions'

const NAMES: Readonly<Partial<Record<ActivationKind, string>>> = {
  relu: 'relu',
  relu6: 'relu6',
  sigmoid: 'sigmoid',
  silu: 'swish',
  gelu: 'gelu',
}

/** `factor * x + more`, each channel of a map by itself. */
function scaled(to: LayersWriter, name: string, inputs: readonly string[], channels: number, factor: number, more: number): string {
  to.weight(`${name}/depthwise_kernel`, [1, 1, channels, 1], new Float32Array(channels).fill(factor))
  to.weight(`${name}/bias`, [channels], new Float32Array(channels).fill(more))
  const window = { kernel_size: [1, 1], strides: [1, 1], padding: 'valid', dilation_rate: [1, 1], depth_multiplier: 1 }
  return to.add('DepthwiseConv2D', name, inputs, { ...window, data_format: 'channels_last', activation: 'linear', use_bias: true })
}

/** relu6(x + 3) / 6. */
function ramp(to: LayersWriter, name: string, inputs: readonly string[], channels: number, last = `${name}_ramp`): string {
  const lifted = scaled(to, `${name}_lifted`, inputs, channels, 1, 3)
  return scaled(to, last, [to.add('Activation', `${name}_cut`, [lifted], { activation: 'relu6' })], channels, 1 / 6, 0)
}

export const activation: LayersForm<ActivationLayer> = {
  write(to, layer, name, inputs) {
    const { kind, id } = layer
    const activation = NAMES[kind]
    if (activation) return to.add('Activation', name, inputs, { activation })
    if (to.isRow(inputs[0]!)) throw new Error(`${id} is a ${kind} of a row, which TensorFlow.js's layers have not`)
    const channels = to.channels(layer)
    if (kind === 'hardsigmoid') return ramp(to, name, inputs, channels, name)
    return to.add('Multiply', name, [inputs[0]!, ramp(to, name, inputs, channels)], {})
  },
  read: {
    Activation({ layer: { name: id, config }, inputs }, into) {
      const [kind] = Object.entries(NAMES).find(([, name]) => name === config.activation) ?? []
      if (!kind) throw new Error(`model.json has the activation ${config.activation}, which was not written by this program`)
      into.add({ ...SOMEWHERE, op: 'activation', kind: kind as ActivationKind, id, inputs })
    },
  },
}
