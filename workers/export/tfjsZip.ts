/** The TensorFlow.js layers model with a page that uses it. The page is text that only a bundler reads, so it is apart from what Node reads files back with. */
import type { ExportModel } from './model'
import { TFJS_FOLDER, toTfjs } from './tfjs'
import page from './tfjs/index.template.html?raw'
import { zipFiles } from './zip'

/** `model.json`, `weights.bin` and a page that uses them, as a zip. Serve its folder (`npx serve`) and open the page. */
export async function toTfjsZip(model: ExportModel): Promise<Blob> {
  const { json, weights } = toTfjs(model)
  return zipFiles(TFJS_FOLDER, { 'model.json': json, 'weights.bin': weights, 'index.html': page })
}
