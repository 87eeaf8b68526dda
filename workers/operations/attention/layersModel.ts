/**
 * Attention in several heads. TensorFlow.js's layers multiply matrices (`Dot`) of one head only, and take values apart only by cropping maps: tokens are rows of one
 * here, and what belongs together (the queries of a head, its keys, its values) a column.
 */
import { SOMEWHERE } from '../../export/builder'
import { type LayersForm, type LayersNode, type LayersWriter, paddingOf } from '../../export/layersForm'
import { type AttentionLayer, scaleOf } from './facts'

/** Layers from a head's sum back to what attention reads, by way of its queries. */
const PATH = ['Softmax', 'Dot', 'Cropping2D', 'DepthwiseConv2D', 'Cropping2D'] as const

/** Columns `from` to `to` of `all`. */
const columns = (to: LayersWriter, name: string, map: string, [from, end, all]: readonly [number, number, number]): string =>
  to.add('Cropping2D', name, [map], {
    cropping: [
      [0, 0],
      [from, all - end],
    ],
    data_format: 'channels_last',
  })

export const attention: LayersForm<AttentionLayer> = {
  write(to, layer, name, inputs) {
    const { id, heads } = layer
    const [, tokens, width] = to.shape(id)
    const d = width / heads
    const map = to.add('Reshape', `${name}_apart`, inputs, { target_shape: [tokens, 3 * heads, d] })
    const queries = columns(to, `${name}_queries`, map, [0, heads, 3 * heads])
    to.weight(`${name}_scaled/depthwise_kernel`, [1, 1, d, 1], new Float32Array(d).fill(scaleOf({ heads, width })))
    const scaled = to.add('DepthwiseConv2D', `${name}_scaled`, [queries], {
      ...{ kernel_size: [1, 1], strides: [1, 1], padding: 'valid', dilation_rate: [1, 1], depth_multiplier: 1 },
      ...{ data_format: 'channels_last', activation: 'linear', use_bias: false },
    })
    const matrix = (part: string, from: string, at: number, all: number) => {
      const column = columns(to, `${part}_column`, from, [at, at + 1, all])
      return to.add('Reshape', part, [column], { target_shape: [tokens, d] })
    }
    const sums = Array.from({ length: heads }, (_, head) => {
      const own = `${name}_head${head}`
      const q = matrix(`${own}_q`, scaled, head, heads)
      const k = matrix(`${own}_k`, map, heads + head, 3 * heads)
      const v = matrix(`${own}_v`, map, 2 * heads + head, 3 * heads)
      const products = to.add('Dot', `${own}_products`, [q, k], { axes: [2, 2], normalize: false })
      const weights = to.add('Softmax', `${own}_weights`, [products], { axis: -1 })
      return to.add('Dot', heads === 1 ? name : own, [weights, v], { axes: [2, 1], normalize: false })
    })
    return heads === 1 ? sums[0]! : to.add('Concatenate', name, sums, { axis: -1 })
  },
  through: ['Reshape'],
  read: {
    // It is read from its end: where several heads are put together, or the sum of the only one.
    Concatenate: (node, into) => node.from(0)?.layer.class_name === 'Dot' && read(node, node.from(0), node.inputs.length, into),
    Dot(node, into) {
      if (node.from(0)?.layer.class_name === 'Softmax' && headsOf(node) === 1) read(node, node, 1, into)
    },
    Softmax() {},
    Cropping2D: ({ layer }) => paddingOf(layer.config.cropping)[0].every((rows) => rows === 0),
    // Other convolutions read no queries.
    DepthwiseConv2D: ({ from }) => from(0)?.layer.class_name === 'Cropping2D',
  },
}

/** The layer that `steps` of the path lead to. */
function before(node: LayersNode | undefined, steps: number): LayersNode | undefined {
  let at = node
  for (const kind of PATH.slice(0, steps)) {
    at = at?.from(0)
    if (at?.layer.class_name !== kind) return undefined
  }
  return at
}

/** Queries, keys and values of as many columns: the queries' crop leaves a third. */
function headsOf(sum: LayersNode | undefined): number | undefined {
  const queries = before(sum, PATH.length)
  return queries && paddingOf(queries.layer.config.cropping)[1][1] / 2
}

/** @throws Error where it is not what `write` writes */
function read(
  node: LayersNode,
  sum: LayersNode | undefined,
  heads: number,
  into: Parameters<NonNullable<LayersForm<AttentionLayer>['read'][string]>>[1],
) {
  const { name: id } = node.layer
  const [queries, scaled] = [before(sum, PATH.length), before(sum, PATH.length - 1)]
  const factors = scaled?.tensor('depthwise_kernel').data
  const scale = factors && Math.fround(scaleOf({ heads, width: heads * factors.length }))
  if (!queries || headsOf(sum) !== heads || !factors?.every((factor) => factor === scale))
    throw new Error(`${id} of model.json is no attention that this program wrote`)
  into.add({ ...SOMEWHERE, op: 'attention', id, inputs: queries.inputs, heads })
}
