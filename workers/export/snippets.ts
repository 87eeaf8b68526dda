/** What is shown beside a download: short programs that use it, each of which is run by a test, and the file that some of them read. */
import type { ModelFormat, Usage } from '../protocol/usage'
import { answeringFacts } from './answering'
import { FORMATS } from './formats'
import { type ExportModel, preprocessing } from './model'
import ensemble from './snippets/ensemble.py?raw'

type Told = Pick<ExportModel, 'classes' | 'imageSize' | 'transparency' | 'answering'>

/** @param fileName what the download is called: the programs name it */
export function usageOf(format: ModelFormat, model: Told, fileName: string): Usage & { readonly labels: string } {
  const { code, file } = FORMATS[format]
  const snippets = code.map(({ where, code: program }) => ({ where, code: program.replaceAll(file, () => fileName) }))
  return { snippets, labels: labelsJson(model) }
}

/** What the file of an ensemble would be called alone. */
export const ENSEMBLE_FILE = 'ensemble.onnx'

/** As `usageOf`, of an ensemble's file: labels and how each input is prepared stand in its metadata. */
export const ensembleUsage = (fileName: string): Usage => ({
  snippets: [{ where: 'Python', code: ensemble.replaceAll(ENSEMBLE_FILE, () => fileName) }],
  labels: null,
})

/** The `labels.json` that the ONNX snippets for the browser and Node read. */
export function labelsJson(model: Told): string {
  return `${JSON.stringify({ labels: model.classes, preprocessing: preprocessing(model), ...answeringFacts(model.answering, false) }, null, 2)}\n`
}
