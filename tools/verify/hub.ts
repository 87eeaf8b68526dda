/**
 * Loads a Hugging Face model folder by transformers.js itself and compares what it says of pictures with the studio:
 *
 *     npm install --prefix DIR @huggingface/transformers
 *     npx tsx tools/verify/hub.ts FOLDER OUT PICTURES --modules DIR/node_modules [--tolerance 0.001] [--limit 100]
 *
 * FOLDER is the folder in huggingface.zip, OUT holds predictions.json (`npm run train`). The library is no dependency of the project: its runtimes take 400 MB. It resizes
 * in its own way, so each picture is asked twice: resized beforehand as preprocessor_config.json says, which must agree, and as it is, which is told. What timm
 * and Python's transformers say: check_hub.py. Ends with exit code 1 where a probability differs by more.
 */
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { differences, largest } from './difference'
import { decode } from './pictures'
import { readPredictions } from './predictions'
import { cropOffset, type Decoded, resizedPixels } from './preprocess'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    modules: { type: 'string', default: 'node_modules' },
    tolerance: { type: 'string', default: '0.001' },
    limit: { type: 'string', default: '100' },
  },
})
const [folder, out, pictures] = positionals
if (!folder || !out || !pictures) {
  console.error('usage: npx tsx tools/verify/hub.ts FOLDER OUT PICTURES --modules DIR/node_modules [--tolerance 0.001] [--limit 100]')
  process.exit(2)
}

/** As much of `config.json` as is used here. */
interface Config {
  readonly id2label: Record<string, string>
  readonly model_type: string
}

/** As much of the library as is used here. */
interface Transformers {
  readonly env: { version: string; allowRemoteModels: boolean; localModelPath: string }
  readonly RawImage: new (data: Uint8Array, width: number, height: number, channels: number) => object
  pipeline(task: 'image-classification', model: string, options: { dtype: 'fp32'; config?: Config }): Promise<Classify>
}
type Classify = (picture: object | string, options: { top_k: null }) => Promise<{ label: string; score: number }[]>

const entry = join(resolve(values.modules), '@huggingface/transformers/dist/transformers.node.mjs')
const { env, pipeline, RawImage } = (await import(pathToFileURL(entry).href)) as Transformers
env.allowRemoteModels = false
env.localModelPath = dirname(resolve(folder))
const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as Config
const { id2label } = config
// As the folder's own program for Node does it: the library knows no wrapper of timm's, and asks the type for nothing but which ONNX file to take.
const known = config.model_type === 'timm_wrapper' ? { config: { ...config, model_type: 'vit' } } : {}
const classify = await pipeline('image-classification', basename(resolve(folder)), { dtype: 'fp32', ...known })
const how = JSON.parse(await readFile(join(folder, 'preprocessor_config.json'), 'utf8')) as {
  size: { shortest_edge: number }
  crop_size: { width: number }
}

/** Resized, and moved by a pixel where transformers.js takes the other half of an odd margin: its sides stay, so that nothing is resized again. */
function prepared(picture: Decoded): object {
  const small = resizedPixels(picture, how.size.shortest_edge)
  const { width, height } = small
  const [right, down] = [width, height].map((side) => {
    const margin = side - how.crop_size.width
    return cropOffset(side, how.crop_size.width) - Math.floor(margin / 2)
  }) as [number, number]
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = (Math.min(y + down, height - 1) * width + Math.min(x + right, width - 1)) * 3
      data.set(small.data.subarray(from, from + 3), (y * width + x) * 3)
    }
  return new RawImage(data, width, height, 3)
}

const predictions = await readPredictions(out, pictures, Number(values.limit))
const got: Record<'prepared' | 'plain', number[][]> = { prepared: [], plain: [] }
for (const { file } of predictions) {
  const asked = { prepared: prepared(await decode(file)), plain: file }
  for (const way of ['prepared', 'plain'] as const) {
    const found = new Map((await classify(asked[way], { top_k: null })).map(({ label, score }) => [label, score]))
    got[way].push(predictions[0]!.probabilities.map((_, i) => found.get(id2label[i]!) ?? Number.NaN))
  }
}
const expected = predictions.map(({ probabilities }) => probabilities)
const worst = { prepared: largest(differences(expected, got.prepared)), plain: largest(differences(expected, got.plain)) }
const ok = worst.prepared <= Number(values.tolerance)
const asked = `${predictions.length} pictures, largest difference`
console.log(`transformers.js ${env.version}: ${asked} ${worst.prepared.toExponential(2)}: ${ok ? 'ok' : 'TOO LARGE'}`)
console.log(`transformers.js, which resizes whole pictures itself: ${asked} ${worst.plain.toExponential(2)}: told only`)
process.exit(ok ? 0 : 1)
