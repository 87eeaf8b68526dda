/** A linear layer over the channels of each token, `[n, tokens, channels]`. */
import { type Builder, SOMEWHERE } from '../../export/builder'
import type { OnnxForm, OnnxNode } from '../../export/onnxForm'
import { permute } from '../../model/permute'
import type { DenseLayer } from './facts'

export const dense: OnnxForm<DenseLayer> = {
  write(to, layer, inputs) {
    const { id, inFeatures, outFeatures } = layer
    const weight = permute(to.values(layer, 'weight'), outFeatures, inFeatures, 1, true)
    const product = to.node('MatMul', [...inputs, to.array(`${id}.weight`, [inFeatures, outFeatures], weight)], `${id}.product`)
    return to.node('Add', [product, to.param(layer, 'bias')], id)
  },
  // Read where its bias is added; products of two values are attention's.
  read: { MatMul: (node) => node.isTensor(node.inputs[1]), Add: readDense },
}

/** What a sum with a tensor is where it is a linear layer's bias; false where it is something else. */
function readDense(node: OnnxNode, into: Builder): boolean {
  const product = node.from(0)
  if (product?.type !== 'MatMul' || !product.isTensor(product.inputs[1])) return false
  const { shape, data } = product.tensor(product.inputs[1])
  const [inFeatures, outFeatures] = shape as [number, number]
  const weight = permute(data, outFeatures, inFeatures, 1, false)
  const layer = { ...SOMEWHERE, op: 'dense', id: node.id, inputs: [product.inputs[0]!], inFeatures, outFeatures } as const
  into.add(layer, { weight, bias: node.tensor(node.inputs[1]).data })
  return true
}
