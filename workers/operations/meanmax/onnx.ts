/** Means and maxima, which are nodes of their own in a file. */
import { SOMEWHERE } from '../../export/builder'
import { int, ints, type OnnxForm } from '../../export/onnxForm'
import type { MeanMaxLayer } from './facts'

/** What the node of the maxima is called behind the layer's id: it is read as the whole layer, and those around it as part of it. */
const MOST = '.max'
const part = () => undefined

export const meanmax: OnnxForm<MeanMaxLayer> = {
  write(to, { id, over }, inputs) {
    const axes = ints('axes', over === 'places' ? [2, 3] : [1])
    const mean = to.node('ReduceMean', inputs, `${id}.mean`, [axes])
    const most = to.node('ReduceMax', inputs, `${id}${MOST}`, [axes])
    if (over === 'channels') return to.node('Concat', [mean, most], id, [int('axis', 1)])
    const column = to.node('Concat', [mean, most], `${id}.column`, [int('axis', 2)])
    return to.node('Concat', [column, column], id, [int('axis', 3)])
  },
  read: {
    ReduceMean: part,
    ReduceMax({ id, inputs, number }, into) {
      const over = number('axes', 1) === 1 ? 'channels' : 'places'
      into.add({ ...SOMEWHERE, op: 'meanmax', over, id: id.slice(0, -MOST.length), inputs })
    },
    Concat: part,
  },
}
