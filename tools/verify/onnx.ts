/**
 * Checks an exported ONNX file with onnxruntime-web in Node, doing its own preprocessing:
 *
 *     npx tsx tools/verify/onnx.ts OUT PICTURES [--tolerance 0.001] [--file model.onnx] [--limit 100]
 *
 * OUT holds the file and predictions.json (`npm run train`), PICTURES the pictures. Ends with exit code 1 where a probability differs by more.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import onnxProto from 'onnx-proto'
import * as ort from 'onnxruntime-web'
import { inputOf } from './pictures.ts'
import { readPredictions } from './predictions.ts'
import type { Preprocessing } from './preprocess.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tolerance: { type: 'string', default: '0.001' },
    file: { type: 'string', default: 'model.onnx' },
    limit: { type: 'string', default: '100' },
  },
})
const [out, pictures] = positionals
if (!out || !pictures) {
  console.error('usage: npx tsx tools/verify/onnx.ts OUT PICTURES [--tolerance 0.001] [--file model.onnx] [--limit 100]')
  process.exit(2)
}

ort.env.wasm.numThreads = 1
const bytes = new Uint8Array(await readFile(join(out, values.file)))
const properties = onnxProto.onnx.ModelProto.decode(bytes).metadataProps
const preprocessing = JSON.parse(properties.find((p) => p.key === 'preprocessing')?.value ?? 'null') as Preprocessing | null
if (!preprocessing) throw new Error(`${values.file} does not say how to prepare a picture`)
const size = preprocessing.center_crop
const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] })

const predictions = await readPredictions(out, pictures, Number(values.limit))
let worst = 0
let worstFile = ''
for (const { file, probabilities } of predictions) {
  const answer = await session.run({ input: new ort.Tensor('float32', await inputOf(file, preprocessing), [1, 3, size, size]) })
  const got = answer.probabilities!.data as Float32Array
  if (got.length !== probabilities.length)
    throw new Error(`${values.file} answers ${got.length} classes, the studio ${probabilities.length}`)
  const difference = Math.max(...probabilities.map((p, i) => (Number.isFinite(got[i]) ? Math.abs(p - got[i]!) : Number.POSITIVE_INFINITY)))
  if (difference >= worst) [worst, worstFile] = [difference, file]
}
await session.release()
const ok = worst <= Number(values.tolerance)
console.log(
  `${values.file}, onnxruntime-web: ${predictions.length} pictures, largest difference ${worst.toExponential(2)} (${worstFile}): ${ok ? 'ok' : 'TOO LARGE'}`,
)
process.exit(ok ? 0 : 1)
