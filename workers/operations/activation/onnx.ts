/** An activation. */
import { SOMEWHERE } from '../../export/builder'
import type { OnnxForm } from '../../export/onnxForm'
import type { ActivationLayer } from './facts'

const TYPES = { relu: 'Relu' } as const

export const activation: OnnxForm<ActivationLayer> = {
  write: (to, { kind, id }, inputs) => to.node(TYPES[kind], inputs, id),
  read: {
    Relu: ({ id, inputs }, into) => into.add({ ...SOMEWHERE, op: 'activation', kind: 'relu', id, inputs: [inputs[0]!] }),
  },
}
