/** A TensorFlow.js layers model with a page that uses it. */
import { isPortable } from '../../operations/facts'
import { layersForm } from '../../operations/layersModel'
import { type DownloadFormat, numbersIn } from '../format'
import { readTfjsZip } from '../readback'
import node from '../snippets/tfjs.node.txt?raw'
import browser from '../tfjs/index.template.html?raw'
import { toTfjsZip } from '../tfjsZip'

export const tfjs: DownloadFormat = {
  file: 'model-tfjs.zip',
  type: 'application/zip',
  make: async ({ model }) => ({ content: await toTfjsZip(model), params: model.params }),
  bytes: async ({ model: { spec } }) =>
    4 * spec.layers.filter(isPortable).reduce((sum, layer) => sum + (layersForm(layer).filledUp?.(layer) ?? 0), numbersIn(spec)),
  check: { precision: 'f32', read: readTfjsZip },
  code: [
    { where: 'browser', code: browser },
    { where: 'Node', code: node },
  ],
}
