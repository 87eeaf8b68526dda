/** A linear layer. */
import { SOMEWHERE } from '../../export/builder'
import type { LayersForm } from '../../export/layersForm'
import { permute } from '../../model/permute'
import type { LinearLayer } from './facts'

export const linear: LayersForm<LinearLayer> = {
  write(to, layer, name, inputs) {
    const { inFeatures, outFeatures } = layer
    to.weight(`${name}/kernel`, [inFeatures, outFeatures], permute(to.param(layer, 'weight'), outFeatures, inFeatures, 1, true))
    to.weight(`${name}/bias`, [outFeatures], to.param(layer, 'bias'))
    return to.add('Dense', name, inputs, { units: outFeatures, activation: 'linear', use_bias: true })
  },
  read: {
    Dense({ layer: { name: id }, inputs, tensor }, into) {
      const { shape, data } = tensor('kernel')
      const [inFeatures, outFeatures] = shape as [number, number]
      const weight = permute(data, outFeatures, inFeatures, 1, false)
      into.add({ ...SOMEWHERE, op: 'linear', id, inputs, inFeatures, outFeatures }, { weight, bias: tensor('bias').data })
    },
  },
}
