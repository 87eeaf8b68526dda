/** LayerNorm over the last dimension. */
import { SOMEWHERE } from '../../export/builder'
import { int, type OnnxForm, real } from '../../export/onnxForm'
import type { LayerNormLayer } from './facts'

export const layernorm: OnnxForm<LayerNormLayer> = {
  write: (to, layer, inputs) =>
    to.node('LayerNormalization', [...inputs, to.param(layer, 'weight'), to.param(layer, 'bias')], layer.id, [
      int('axis', -1),
      real('epsilon', layer.eps),
    ]),
  read: {
    LayerNormalization(node, into) {
      const [x, weight, bias] = node.inputs
      const { data } = node.tensor(weight)
      into.add(
        { ...SOMEWHERE, op: 'layernorm', id: node.id, inputs: [x!], channels: data.length, eps: node.number('epsilon', 1e-5) },
        { weight: data, bias: node.tensor(bias).data },
      )
    },
  },
  whole: () => 'float',
}
