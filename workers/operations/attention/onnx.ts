/** Attention in several heads over `[n, tokens, 3 width]`, of the operations that every runtime has. */
import { SOMEWHERE } from '../../export/builder'
import { int, ints, type OnnxForm, type OnnxNode } from '../../export/onnxForm'
import { type AttentionLayer, scaleOf } from './facts'

/** The nodes between what it reads and what it gives, backwards by way of the queries. */
const PATH = ['Transpose', 'MatMul', 'Softmax', 'Mul', 'MatMul', 'Gather', 'Transpose', 'Reshape'] as const

export const attention: OnnxForm<AttentionLayer> = {
  write(to, layer, inputs) {
    const { id, heads } = layer
    const [, tokens, width] = to.shape(id)
    const apart = to.node('Reshape', [...inputs, to.integers(`${id}.heads`, [0, tokens, 3, heads, width / heads])], `${id}.apart`)
    const turned = to.node('Transpose', [apart], `${id}.turned`, [ints('perm', [2, 0, 3, 1, 4])])
    const [q, k, v] = ['q', 'k', 'v'].map((name, at) =>
      to.node('Gather', [turned, to.integers(`${id}.${name}.index`, [at], true)], `${id}.${name}`, [int('axis', 0)]),
    )
    const keys = to.node('Transpose', [k!], `${id}.keys`, [ints('perm', [0, 1, 3, 2])])
    const products = to.node('MatMul', [q!, keys], `${id}.products`)
    const scores = to.node('Mul', [products, to.number(`${id}.scale`, scaleOf({ heads, width }))], `${id}.scores`)
    const weights = to.node('Softmax', [scores], `${id}.weights`, [int('axis', -1)])
    const sums = to.node('MatMul', [weights, v!], `${id}.sums`)
    const rows = to.node('Transpose', [sums], `${id}.rows`, [ints('perm', [0, 2, 1, 3])])
    return to.node('Reshape', [rows, to.integers(`${id}.shape`, [0, tokens, width])], id)
  },
  read: {
    Reshape(node, into) {
      let at: OnnxNode | undefined = node
      for (const type of PATH) {
        at = at.from(0)
        if (at?.type !== type) return
      }
      const heads = at.tensor(at.inputs[1]).data[3]!
      into.add({ ...SOMEWHERE, op: 'attention', id: node.id, inputs: [at.inputs[0]!], heads })
    },
    // It is read from its end.
    Softmax() {},
    MatMul: (node) => !node.isTensor(node.inputs[1]),
    Mul: (node) => node.from(0)?.type === 'MatMul',
  },
  whole: () => 'float',
}
