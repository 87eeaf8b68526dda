/** A linear layer over the channels of each token. */
import { SOMEWHERE } from '../../export/builder'
import { type LayersForm, readDense, writeDense } from '../../export/layersForm'
import type { DenseLayer } from './facts'

export const dense: LayersForm<DenseLayer> = {
  write: writeDense,
  read: {
    // Of a row it is the head's linear layer.
    Dense: (node, into) => {
      if (node.dimensions === 1) return false
      const { weight, bias, ...sizes } = readDense(node)
      return into.add({ ...SOMEWHERE, op: 'dense', id: node.layer.name, inputs: node.inputs, ...sizes }, { weight, bias })
    },
  },
}
