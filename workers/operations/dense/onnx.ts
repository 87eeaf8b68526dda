/** A linear layer over the channels of each token, `[n, tokens, channels]`. */
import { type Builder, SOMEWHERE } from '../../export/builder'
import type { OnnxForm, OnnxNode } from '../../export/onnxForm'
import { permute } from '../../model/permute'
import type { DenseLayer } from './facts'

export const dense: OnnxForm<DenseLayer> = {
  write(to, layer, inputs) {
    const product = to.node('MatMul', [...inputs, to.turned(layer, 'weight')], `${layer.id}.product`)
    return to.node('Add', [product, to.param(layer, 'bias')], layer.id)
  },
  // Read where its bias is added; products of two values are attention's.
  read: { MatMul: (node) => node.isTensor(node.inputs[1]), Add: readDense },
  // onnxruntime's MatMulIntegerToFloat: what is summed in whole numbers leaves as f32.
  whole: () => 'multiplies',
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
