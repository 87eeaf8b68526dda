/** LayerNorm over the channels. */
import { SOMEWHERE } from '../../export/builder'
import type { LayersForm } from '../../export/layersForm'
import type { LayerNormLayer } from './facts'

export const layernorm: LayersForm<LayerNormLayer> = {
  write(to, layer, name, inputs) {
    to.weight(`${name}/gamma`, [layer.channels], to.param(layer, 'weight'))
    to.weight(`${name}/beta`, [layer.channels], to.param(layer, 'bias'))
    return to.add('LayerNormalization', name, inputs, { axis: -1, epsilon: layer.eps, center: true, scale: true })
  },
  read: {
    LayerNormalization({ layer: { name: id, config }, inputs, tensor }, into) {
      const [weight, bias] = [tensor('gamma').data, tensor('beta').data]
      const eps = config.epsilon
      if (eps === undefined) throw new Error(`model.json does not say the epsilon of ${id}`)
      into.add({ ...SOMEWHERE, op: 'layernorm', id, inputs, channels: weight.length, eps }, { weight, bias })
    },
  },
}
