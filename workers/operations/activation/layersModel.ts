/** An activation. TensorFlow.js's hard sigmoid is another function than torch's, and it has no hard-swish. */
import { SOMEWHERE } from '../../export/builder'
import type { LayersForm } from '../../export/layersForm'
import type { ActivationKind } from '../../model/activations'
import type { ActivationLayer } from './facts'

const NAMES: Readonly<Partial<Record<ActivationKind, string>>> = { relu: 'relu', relu6: 'relu6', sigmoid: 'sigmoid', silu: 'swish' }

export const activation: LayersForm<ActivationLayer> = {
  write(to, { kind, id }, name, inputs) {
    const activation = NAMES[kind]
    if (!activation) throw new Error(`${id} is a ${kind}, which TensorFlow.js's layers have not`)
    return to.add('Activation', name, inputs, { activation })
  },
  read: {
    Activation({ layer: { name: id, config }, inputs }, into) {
      const [kind] = Object.entries(NAMES).find(([, name]) => name === config.activation) ?? []
      if (!kind) throw new Error(`model.json has the activation ${config.activation}, which was not written by this program`)
      into.add({ ...SOMEWHERE, op: 'activation', kind: kind as ActivationKind, id, inputs })
    },
  },
}
