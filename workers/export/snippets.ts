/** A short program for each kind of file: what to paste to use a model elsewhere. Each is run by a test. */
import type { ModelFormat, Snippet, Usage } from '../protocol/usage'
import type { ExportModel } from './model'
import { preprocessing } from './model'
import onnxHtml from './snippets/onnx.html?raw'
import onnxNode from './snippets/onnx.node.txt?raw'
import onnxPython from './snippets/onnx.py?raw'
import pytorchTerminal from './snippets/pytorch.txt?raw'
import safetensorsPython from './snippets/safetensors.py?raw'
import tfjsNode from './snippets/tfjs.node.txt?raw'
import tfjsHtml from './tfjs/index.template.html?raw'

export const SNIPPETS: Readonly<Record<Exclude<ModelFormat, 'onnx-f16'>, readonly Snippet[]>> = {
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
  pytorch: [{ where: 'terminal', code: pytorchTerminal }],
}

/** What is shown beside a download. */
export function usageOf(format: ModelFormat, model: Pick<ExportModel, 'classes' | 'imageSize'>): Usage {
  const labels = labelsJson(model)
  if (format !== 'onnx-f16') return { snippets: SNIPPETS[format], labels }
  return { snippets: SNIPPETS.onnx.map(({ where, code }) => ({ where, code: code.replaceAll('model.onnx', 'model-f16.onnx') })), labels }
}

/** The `labels.json` that the ONNX snippets for the browser and Node read. */
export function labelsJson(model: Pick<ExportModel, 'classes' | 'imageSize'>): string {
  return `${JSON.stringify({ labels: model.classes, preprocessing: preprocessing(model.imageSize) }, null, 2)}\n`
}
