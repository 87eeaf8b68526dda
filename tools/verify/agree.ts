/**
 * Checks that the files a person takes away answer as the studio does, each with preprocessing of its own:
 *
 *     npx tsx tools/verify/agree.ts OUT PICTURES [--tolerance 0.001] [--limit 100]
 *
 * OUT is what `npm run train` wrote, PICTURES the pictures. model.onnx is run by onnxruntime-web in Node (sharp decodes) and in Chromium (the
 * browser decodes), model-tfjs.zip by TensorFlow.js's loadLayersModel in Chromium, model.safetensors by torchvision (check_safetensors.py). Ends with exit
 * code 1 where a probability differs by more, or where one of them could not be run.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import onnxProto from 'onnx-proto'
import * as ort from 'onnxruntime-web'
import ts from 'typescript'
import { differences, largest } from './difference'
import { LIBRARIES, type ServedFiles, withFolder } from './folder'
import { inputOf } from './pictures'
import { readPredictions } from './predictions'
import type { Preprocessing } from './preprocess'
import { unpacked } from './unpack'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tolerance: { type: 'string', default: '0.001' }, limit: { type: 'string', default: '100' } },
})
const [out, pictures] = positionals
if (!out || !pictures) {
  console.error('usage: npx tsx tools/verify/agree.ts OUT PICTURES [--tolerance 0.001] [--limit 100]')
  process.exit(2)
}
const tolerance = Number(values.tolerance)
const predictions = await readPredictions(out, pictures, Number(values.limit))
const expected = predictions.map(({ probabilities }) => probabilities)
let failed = 0

/** Prints the largest difference, and counts it where it is too large. */
function judge(who: string, got: readonly (readonly number[])[], seconds: number): void {
  const apart = differences(expected, got)
  const worst = largest(apart)
  const at = apart.findIndex((one) => Object.is(one, worst))
  const ok = got.length === expected.length && worst <= tolerance
  if (!ok) failed++
  const where = predictions[at]!.file.split('/').at(-1)
  console.log(
    `${who}: ${got.length} pictures in ${seconds.toFixed(1)} s, largest difference ${worst.toExponential(2)} (${where}): ${ok ? 'ok' : 'TOO LARGE'}`,
  )
}

async function timed(who: string, run: () => Promise<number[][]>): Promise<void> {
  const started = Date.now()
  judge(who, await run(), (Date.now() - started) / 1000)
}

const onnx = new Uint8Array(await readFile(join(out, 'model.onnx')))
const properties = onnxProto.onnx.ModelProto.decode(onnx).metadataProps
const preprocessing = JSON.parse(properties.find((p) => p.key === 'preprocessing')?.value ?? 'null') as Preprocessing | null
if (!preprocessing) throw new Error('model.onnx does not say how to prepare a picture')
const size = preprocessing.center_crop

async function inNode(): Promise<number[][]> {
  ort.env.wasm.numThreads = 1
  const session = await ort.InferenceSession.create(onnx, { executionProviders: ['wasm'] })
  const got: number[][] = []
  for (const { file } of predictions) {
    const answer = await session.run({ input: new ort.Tensor('float32', await inputOf(file, preprocessing!), [1, 3, size, size]) })
    got.push(Array.from(answer.probabilities!.data as Float32Array))
  }
  await session.release()
  return got
}

/** The resize as a module for the page, its types taken out. */
const script = ts.transpileModule(readFileSync('tools/verify/preprocess.ts', 'utf8'), {
  compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
}).outputText
/** Decodes and prepares one picture in the page. */
const PREPARE = `
  import { inputOfPixels } from './preprocess.js'
  globalThis.prepare = async (address, how) => {
    const picture = await createImageBitmap(await (await fetch(address)).blob(), { colorSpaceConversion: 'none' })
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d')
    canvas.drawImage(picture, 0, 0)
    const { data: rgba, width, height } = canvas.getImageData(0, 0, picture.width, picture.height)
    const data = new Uint8Array(width * height * 3)
    for (let i = 0; i < width * height; i++) for (let c = 0; c < 3; c++) data[i * 3 + c] = rgba[i * 4 + c]
    return inputOfPixels({ data, width, height }, how)
  }
  globalThis.ready = true`
const pageOf = (...scripts: string[]) =>
  `<!doctype html>${scripts.map((name) => `<script src="${name}"></script>`).join('')}<script type="module">${PREPARE}</script>`

/** Runs `answer` on every picture in a page that has the libraries and the files; it is JavaScript: `(input, size) => probabilities`, after `load`. */
function inChromium(scripts: string[], files: ServedFiles, load: string, answer: string): Promise<number[][]> {
  const shown = Object.fromEntries(predictions.map(({ file }, i) => [`pictures/${i}`, { file }]))
  return withFolder(
    { ...LIBRARIES, 'preprocess.js': script, 'index.html': pageOf(...scripts), ...files, ...shown },
    async (page, missed) => {
      await page.waitForFunction('globalThis.ready')
      const run = `(async () => {
      const model = await (${load})()
      const got = []
      for (let i = 0; i < ${predictions.length}; i++)
        got.push(await (${answer})(model, await prepare('pictures/' + i, ${JSON.stringify(preprocessing)}), ${size}))
      return got
    })()`
      const got = (await page.evaluate(run)) as number[][]
      if (missed.length > 0) throw new Error(`the page asked for ${missed.join(', ')}`)
      return got
    },
  )
}

const onnxInPage = () =>
  inChromium(
    ['ort.wasm.min.js'],
    { 'model.onnx': onnx },
    `() => { ort.env.wasm.numThreads = 1; return ort.InferenceSession.create('model.onnx', { executionProviders: ['wasm'] }) }`,
    `async (session, x, size) => Array.from((await session.run({ input: new ort.Tensor('float32', x, [1, 3, size, size]) })).probabilities.data)`,
  )

async function tfjsInPage(): Promise<number[][]> {
  const files = Object.fromEntries(
    Object.entries(await unpacked(join(out!, 'model-tfjs.zip'))).flatMap(([path, content]) =>
      path.endsWith('.html') ? [] : [[path.split('/').at(-1)!, content]],
    ),
  )
  return inChromium(
    ['tf.min.js', 'tf-backend-wasm.min.js'],
    files,
    `async () => { tf.wasm.setWasmPaths('/'); await tf.setBackend('wasm'); return tf.loadLayersModel('model.json') }`,
    `async (model, x, size) => Array.from(await model.predict(tf.tensor(x, [1, 3, size, size]).transpose([0, 2, 3, 1])).data())`,
  )
}

await timed('model.onnx, onnxruntime-web in Node', inNode)
await timed('model.onnx, onnxruntime-web in Chromium', onnxInPage)
await timed('model-tfjs.zip, TensorFlow.js in Chromium', tfjsInPage)
const checker = new URL('check_safetensors.py', import.meta.url).pathname
const python = process.env.TRAINYARD_PYTHON ?? '/usr/bin/python3'
// It prints what is too large itself, and says what it could not do.
const { status, error } = spawnSync(python, [checker, out, pictures, '--tolerance', values.tolerance, '--limit', values.limit], {
  stdio: 'inherit',
})
if (error) console.error(`model.safetensors, torchvision: ${error.message}`)
if (status !== 0) failed++
process.exit(failed ? 1 : 0)
