/** Means and maxima, which are layers of their own in a topology. Channels are pooled as steps of a row, since no layer pools them. */
import { SOMEWHERE } from '../../export/builder'
import type { LayersForm, LayersNode } from '../../export/layersForm'
import type { MeanMaxLayer } from './facts'

/** What the layer of the maxima is called behind the name: it is read as the whole layer, and those around it as part of it. */
const MOST = '_max'
const part = () => undefined
const reads =
  (over: MeanMaxLayer['over']): LayersForm<MeanMaxLayer>['read'][string] =>
  ({ layer: { name }, inputs }: LayersNode, into) =>
    into.add({ ...SOMEWHERE, op: 'meanmax', over, id: name.slice(0, -MOST.length), inputs })

export const meanmax: LayersForm<MeanMaxLayer> = {
  write(to, layer, name, inputs) {
    const [height, width, channels] = to.shape(layer.inputs[0]!)
    const reshaped = (from: string, shape: readonly number[]) => to.add('Reshape', `${from}_map`, [from], { target_shape: shape })
    if (layer.over === 'places') {
      const window = { pool_size: [height, width], strides: [height, width], padding: 'valid', data_format: 'channels_last' }
      const mean = to.add('AveragePooling2D', `${name}_mean`, inputs, window)
      const most = reshaped(to.add('GlobalMaxPooling2D', `${name}${MOST}`, inputs, { data_format: 'channels_last' }), [1, 1, channels])
      const column = to.add('Concatenate', `${name}_column`, [mean, most], { axis: 1 })
      return to.add('Concatenate', name, [column, column], { axis: 2 })
    }
    const rows = to.add('Reshape', `${name}_rows`, inputs, { target_shape: [height * width, channels] })
    const turned = to.add('Permute', `${name}_turned`, [rows], { dims: [2, 1] })
    const pooled = (className: string, suffix: string) => reshaped(to.add(className, `${name}${suffix}`, [turned], {}), [height, width, 1])
    return to.add('Concatenate', name, [pooled('GlobalAveragePooling1D', '_mean'), pooled('GlobalMaxPooling1D', MOST)], { axis: 3 })
  },
  through: ['Reshape', 'Permute'],
  read: {
    AveragePooling2D: part,
    GlobalAveragePooling1D: part,
    Concatenate: part,
    GlobalMaxPooling2D: reads('places'),
    GlobalMaxPooling1D: reads('channels'),
  },
}
