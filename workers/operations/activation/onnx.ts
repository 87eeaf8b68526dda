/** An activation. */
import { type Builder, SOMEWHERE } from '../../export/builder'
import { type OnnxForm, type OnnxNode, type OnnxWriter, real } from '../../export/onnxForm'
import type { ActivationLayer } from './facts'
import type { ActivationKind } from './functions'

/** SiLU and GELU are no operations of this ONNX: they are written as what they are, x times its sigmoid, or its share of the normal distribution. */
const TYPES = { relu: 'Relu', sigmoid: 'Sigmoid', hardsigmoid: 'HardSigmoid', hardswish: 'HardSwish' } as const

const reads =
  (kind: ActivationKind): OnnxForm<ActivationLayer>['read'][string] =>
  ({ id, inputs }, into) =>
    into.add({ ...SOMEWHERE, op: 'activation', kind, id, inputs: [inputs[0]!] })

export const activation: OnnxForm<ActivationLayer> = {
  write(to, { kind, id }, inputs) {
    if (kind === 'silu') return to.node('Mul', [...inputs, to.node('Sigmoid', inputs, `${id}.sigmoid`)], id)
    if (kind === 'relu6') return to.node('Clip', [...inputs, to.number(`${id}.least`, 0), to.number(`${id}.most`, 6)], id)
    if (kind === 'gelu') return gelu(to, id, inputs)
    return to.node(TYPES[kind], inputs, id, kind === 'hardsigmoid' ? [real('alpha', 1 / 6), real('beta', 0.5)] : [])
  },
  read: {
    Relu: reads('relu'),
    // No other clipping is written.
    Clip: reads('relu6'),
    Sigmoid: reads('sigmoid'),
    HardSigmoid: reads('hardsigmoid'),
    HardSwish: reads('hardswish'),
    // A GELU is read from its end.
    Erf() {},
    Add: (node) => node.from(0)?.type === 'Erf',
    Mul: (node, into) => (node.isTensor(node.inputs[1]) ? node.from(0)?.type !== 'MatMul' : readGelu(node, into)),
  },
  whole: ({ kind }) => (kind === 'relu' || kind === 'relu6' ? 'clips' : 'makes'),
}

/** x (erf(x / sqrt 2) + 1) / 2. */
function gelu(to: OnnxWriter, id: string, inputs: readonly string[]): string {
  const scaled = to.node('Mul', [...inputs, to.number(`${id}.scale`, Math.SQRT1_2)], `${id}.scaled`)
  const sum = to.node('Add', [to.node('Erf', [scaled], `${id}.erf`), to.number(`${id}.one`, 1)], `${id}.sum`)
  return to.node('Mul', [...inputs, to.node('Mul', [sum, to.number(`${id}.half`, 0.5)], `${id}.share`)], id)
}

/** What a product is where it ends a GELU; false where it is something else. */
function readGelu({ id, inputs, from }: OnnxNode, into: Builder): boolean {
  const scaled = from(1)?.from(0)?.from(0)?.from(0)
  if (from(1)?.from(0)?.from(0)?.type !== 'Erf' || scaled?.inputs[0] !== inputs[0]) return false
  into.add({ ...SOMEWHERE, op: 'activation', kind: 'gelu', id, inputs: [inputs[0]!] })
  return true
}
