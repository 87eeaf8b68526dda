/** A short program for each kind of file: what to paste to use a model elsewhere. Each is run by a test. */
import type { ExportModel } from './model'
import { preprocessing } from './model'
import onnxHtml from './snippets/onnx.html?raw'
import onnxNode from './snippets/onnx.node.txt?raw'
import onnxPython from './snippets/onnx.py?raw'
import safetensorsPython from './snippets/safetensors.py?raw'
import tfjsNode from './snippets/tfjs.node.txt?raw'
import tfjsHtml from './tfjs/index.template.html?raw'

export interface Snippet {
  readonly where: 'Python' | 'browser' | 'Node'
  readonly code: string
}

export const SNIPPETS: Readonly<Record<'onnx' | 'safetensors' | 'tfjs', readonly Snippet[]>> = {
  onnx: [
    { where: 'Python', code: onnxPython },
    { where: 'browser', code: onnxHtml },
    { where: 'Node', code: onnxNode },
  ],
  safetensors: [{ where: 'Python', code: safetensorsPython }],
  tfjs: [
    { where: 'browser', code: tfjsHtml },
    { where: 'Node', code: tfjsNode },
  ],
}

/** The `labels.json` that the ONNX snippets for the browser and Node read. */
export function labelsJson(model: Pick<ExportModel, 'classes' | 'imageSize'>): string {
  return `${JSON.stringify({ labels: model.classes, preprocessing: preprocessing(model.imageSize) }, null, 2)}\n`
}
