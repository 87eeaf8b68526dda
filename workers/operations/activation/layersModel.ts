/** An activation. */
import { SOMEWHERE } from '../../export/builder'
import type { LayersForm } from '../../export/layersForm'
import type { ActivationLayer } from './facts'

export const activation: LayersForm<ActivationLayer> = {
  write: (to, { kind }, name, inputs) => to.add('Activation', name, inputs, { activation: kind }),
  read: {
    Activation({ layer: { name: id, config }, inputs }, into) {
      if (config.activation !== 'relu')
        throw new Error(`model.json has the activation ${config.activation}, which was not written by this program`)
      into.add({ ...SOMEWHERE, op: 'activation', kind: config.activation, id, inputs })
    },
  },
}
