/** A linear layer. */
import { SOMEWHERE } from '../../export/builder'
import { type LayersForm, readDense, writeDense } from '../../export/layersForm'
import type { LinearLayer } from './facts'

export const linear: LayersForm<LinearLayer> = {
  write: writeDense,
  read: {
    // Of tokens it is each token's.
    Dense: (node, into) => {
      if (node.dimensions !== 1) return false
      const { weight, bias, ...sizes } = readDense(node)
      return into.add({ ...SOMEWHERE, op: 'linear', id: node.layer.name, inputs: node.inputs, ...sizes }, { weight, bias })
    },
  },
}
