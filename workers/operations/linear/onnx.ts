/** A linear layer. */
import { SOMEWHERE } from '../../export/builder'
import { int, type OnnxForm, real } from '../../export/onnxForm'
import type { LinearLayer } from './facts'

export const linear: OnnxForm<LinearLayer> = {
  write: (to, layer, inputs) =>
    to.node('Gemm', [...inputs, to.param(layer, 'weight'), to.param(layer, 'bias')], layer.id, [
      real('alpha', 1),
      real('beta', 1),
      int('transB', 1),
    ]),
  read: {
    Gemm(node, into) {
      const [x, w, b] = node.inputs
      const { shape, data } = node.tensor(w)
      const [outFeatures, inFeatures] = shape as [number, number]
      into.add(
        { ...SOMEWHERE, op: 'linear', id: node.id, inputs: [x!], inFeatures, outFeatures },
        { weight: data, bias: node.tensor(b).data },
      )
    },
  },
  whole: () => 'weighs',
}
