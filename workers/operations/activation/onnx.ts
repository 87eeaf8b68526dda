/** An activation. */
import { SOMEWHERE } from '../../export/builder'
import { type OnnxForm, real } from '../../export/onnxForm'
import type { ActivationLayer } from './facts'
import type { ActivationKind } from './functions'

/** SiLU is no operation of ONNX: it is written as what it is, x times its sigmoid. */
const TYPES = { relu: 'Relu', sigmoid: 'Sigmoid', hardsigmoid: 'HardSigmoid', hardswish: 'HardSwish' } as const

const reads =
  (kind: ActivationKind): OnnxForm<ActivationLayer>['read'][string] =>
  ({ id, inputs }, into) =>
    into.add({ ...SOMEWHERE, op: 'activation', kind, id, inputs: [inputs[0]!] })

export const activation: OnnxForm<ActivationLayer> = {
  write(to, { kind, id }, inputs) {
    if (kind === 'silu') return to.node('Mul', [...inputs, to.node('Sigmoid', inputs, `${id}.sigmoid`)], id)
    if (kind === 'relu6') return to.node('Clip', [...inputs, to.number(`${id}.least`, 0), to.number(`${id}.most`, 6)], id)
    return to.node(TYPES[kind], inputs, id, kind === 'hardsigmoid' ? [real('alpha', 1 / 6), real('beta', 0.5)] : [])
  },
  read: {
    Relu: reads('relu'),
    // No other clipping is written.
    Clip: reads('relu6'),
    Sigmoid: reads('sigmoid'),
    HardSigmoid: reads('hardsigmoid'),
    HardSwish: reads('hardswish'),
  },
  whole: ({ kind }) => (kind === 'relu' || kind === 'relu6' ? 'clips' : 'makes'),
}
