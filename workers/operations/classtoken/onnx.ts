/** The first of the tokens, a row of values. */
import { SOMEWHERE } from '../../export/builder'
import { int, type OnnxForm } from '../../export/onnxForm'
import type { ClassTokenLayer } from './facts'

/** Gather's axis of tokens; queries, keys and values are taken apart along the first. */
const TOKENS = 1

export const classtoken: OnnxForm<ClassTokenLayer> = {
  write: (to, { id }, inputs) => to.node('Gather', [...inputs, to.integers(`${id}.index`, [0], true)], id, [int('axis', TOKENS)]),
  read: {
    Gather(node, into) {
      if (node.number('axis', 0) === TOKENS) into.add({ ...SOMEWHERE, op: 'classtoken', id: node.id, inputs: [node.inputs[0]!] })
    },
  },
  whole: () => 'float',
}
