/** What is shown beside a download: short programs that use it, each of which is run by a test, and the file that some of them read. */
import type { ModelFormat, Usage } from '../protocol/usage'
import { answeringFacts } from './answering'
import { FORMATS } from './formats'
import { type ExportModel, preprocessing } from './model'

type Told = Pick<ExportModel, 'classes' | 'imageSize' | 'transparency' | 'answering'>

/** @param fileName what the download is called: the programs name it */
export function usageOf(format: ModelFormat, model: Told, fileName: string): Usage {
  const { code, file } = FORMATS[format]
  const snippets = code.map(({ where, code: program }) => ({ where, code: program.replaceAll(file, () => fileName) }))
  return { snippets, labels: labelsJson(model) }
}

/** The `labels.json` that the ONNX snippets for the browser and Node read. */
export function labelsJson(model: Told): string {
  return `${JSON.stringify({ labels: model.classes, preprocessing: preprocessing(model), ...answeringFacts(model.answering, false) }, null, 2)}\n`
}
