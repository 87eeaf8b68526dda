/** ONNX files, in single and in half precision. */
import { bytesOf, type DownloadFormat, numbersIn } from '../format'
import { type OnnxPrecision, toOnnx } from '../onnx'
import { readOnnx } from '../readback'
import browser from '../snippets/onnx.html?raw'
import node from '../snippets/onnx.node.txt?raw'
import python from '../snippets/onnx.py?raw'

const of = (file: string, precision: OnnxPrecision): DownloadFormat => ({
  file,
  type: 'application/octet-stream',
  make: async ({ model }) => ({ content: toOnnx(model, { precision }), params: model.params }),
  bytes: async ({ model }) => (precision === 'f16' ? 2 : 4) * numbersIn(model.spec),
  check: { precision, read: async (made) => readOnnx(await bytesOf(made)) },
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
