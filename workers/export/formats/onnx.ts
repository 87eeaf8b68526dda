/** ONNX files, in single and in half precision, and in whole numbers. */
import { sizeOf } from '../../model/layer'
import { type ModelSpec, paramInfos } from '../../model/spec'
import { bytesOf, type DownloadFormat, numbersIn } from '../format'
import { type OnnxPrecision, toOnnx } from '../onnx'
import { readOnnx } from '../readback'
import browser from '../snippets/onnx.html?raw'
import node from '../snippets/onnx.node.txt?raw'
import python from '../snippets/onnx.py?raw'

/** A weight takes one byte; what there is of each output, its scales, its bias and BatchNorm's statistics, about eight a number. */
const wholeBytes = (spec: ModelSpec): number =>
  paramInfos(spec).reduce((sum, { shape, role }) => sum + (role === 'weight' ? 1 : 8) * sizeOf(shape), 0)

const read = async (made: Blob) => readOnnx(await bytesOf(made))

const of = (file: string, precision: OnnxPrecision): DownloadFormat => ({
  ...named(file),
  make: async ({ model }) => ({ content: toOnnx(model, { precision }), params: model.params }),
  bytes: async ({ model }) => (precision === 'f16' ? 2 : 4) * numbersIn(model.spec),
  check: { precision, read },
})

const named = (file: string): Pick<DownloadFormat, 'file' | 'type' | 'code'> => ({
  file,
  type: 'application/octet-stream',
  code: (
    [
      { where: 'Python', code: python },
      { where: 'browser', code: browser },
      { where: 'Node', code: node },
    ] as const
  ).map(({ where, code }) => ({ where, code: code.replaceAll('model.onnx', file) })),
})

export const onnx = of('model.onnx', 'f32')
export const onnxHalf = of('model-f16.onnx', 'f16')
export const onnxWhole: DownloadFormat = {
  ...named('model-int8.onnx'),
  make: async ({ model, whole }) => {
    const { file, ...found } = await whole()
    return { content: file, params: model.params, ...found }
  },
  bytes: async ({ model }) => wholeBytes(model.spec),
  check: { precision: 'int8', read },
}
