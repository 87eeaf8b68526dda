/**
 * Loads Teachable Machine's layout by the libraries that it is for, in Chromium, and compares what they say of pictures with the studio:
 *
 *     npm install --prefix DIR --ignore-scripts --legacy-peer-deps @teachablemachine/image@0.8.5 ml5@1.4.0
 *     npx tsx tools/verify/teachable.ts OUT PICTURES --modules DIR/node_modules [--tolerance 0.001] [--limit 100]
 *
 * OUT holds teachable-machine.zip and model.onnx (downloads) and predictions.json (`npm run train`, exports.ts). Both libraries shrink pictures themselves, to 224 px:
 * `@teachablemachine/image` by the browser's canvas, ml5 to a square whatever the picture's shape. So each picture is asked twice: as its middle square at 224 px,
 * the same pixels for both sides, which must agree with what the studio says of those (model.onnx, prepared by its metadata), and as it is, which is told.
 * TensorFlow.js is the project's own, on wasm; ml5 brings its own, without wasm, and is asked about five. A library that DIR lacks is left out, and said to be. Ends with exit code 1 where a probability differs by more.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import onnxProto from 'onnx-proto'
import * as ort from 'onnxruntime-web'
import sharp from 'sharp'
import { differences, largest } from './difference'
import { LIBRARIES, type ServedFiles, withFolder } from './folder'
import { decode } from './pictures'
import { readPredictions } from './predictions'
import { type Decoded, inputOfPixels, type Preprocessing } from './preprocess'
import { unpacked } from './unpack'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    modules: { type: 'string', default: 'node_modules' },
    tolerance: { type: 'string', default: '0.001' },
    limit: { type: 'string', default: '100' },
  },
})
const [out, pictures] = positionals
if (!out || !pictures) {
  console.error('usage: npx tsx tools/verify/teachable.ts OUT PICTURES --modules DIR/node_modules [--tolerance 0.001] [--limit 100]')
  process.exit(2)
}

/** What the libraries give a model, px. */
const SIDE = 224
const predictions = await readPredictions(out, pictures, Number(values.limit))

/** The middle square of a picture at 224 px, RGB. */
async function middle(file: string): Promise<Decoded> {
  const { data, width, height } = await decode(file)
  const raw = { width, height, channels: 3 } as const
  return { width: SIDE, height: SIDE, data: await sharp(data, { raw }).resize(SIDE, SIDE, { fit: 'cover' }).raw().toBuffer() }
}
const squares = await Promise.all(predictions.map(({ file }) => middle(file)))

/** What the studio's ONNX file says of those squares. */
async function expected(): Promise<number[][]> {
  ort.env.wasm.numThreads = 1
  const bytes = new Uint8Array(await readFile(join(out!, 'model.onnx')))
  const about = onnxProto.onnx.ModelProto.decode(bytes).metadataProps.find(({ key }) => key === 'preprocessing')?.value
  if (!about) throw new Error('model.onnx does not say how to prepare a picture')
  const how = JSON.parse(about) as Preprocessing
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] })
  const rows: number[][] = []
  for (const square of squares) {
    const input = new ort.Tensor('float32', inputOfPixels(square, how), [1, 3, how.center_crop, how.center_crop])
    rows.push(Array.from((await session.run({ input })).probabilities!.data as Float32Array))
  }
  await session.release()
  return rows
}

interface Library {
  readonly name: string
  readonly package: string
  readonly scripts: readonly (readonly [name: string, file: string])[]
  /** JavaScript, `async () => model`. */
  readonly load: string
  /** JavaScript, `async (model, picture, labels) => probabilities`. */
  readonly answer: string
  /** Pictures that it is asked about at most. */
  readonly most: number
}
const LIBRARIES_ASKED: readonly Library[] = [
  {
    name: '@teachablemachine/image',
    package: '@teachablemachine/image',
    scripts: [['tm.js', 'dist/teachablemachine-image.min.js']],
    load: `async () => { tf.wasm.setWasmPaths('/'); await tf.setBackend('wasm'); return tmImage.load('model.json', 'metadata.json') }`,
    answer: `async (model, picture) => (await model.predict(picture)).map(({ probability }) => probability)`,
    most: Number.POSITIVE_INFINITY,
  },
  {
    name: 'ml5.imageClassifier',
    package: 'ml5',
    scripts: [['ml5.js', 'dist/ml5.min.js']],
    load: `async () => { const model = ml5.imageClassifier(location.href + 'model.json'); await model.ready; return model }`,
    answer: `async (model, picture, labels) => {
      const said = new Map((await model.classify(picture)).map(({ label, confidence }) => [label, confidence]))
      return labels.map((label) => said.get(label))
    }`,
    // Its TensorFlow.js has no wasm: without a graphics card a picture takes it seconds.
    most: 5,
  },
]

const files = Object.fromEntries(
  Object.entries(await unpacked(join(out, 'teachable-machine.zip'))).map(([path, content]) => [path.split('/').at(-1)!, content]),
)
const { labels } = JSON.parse(new TextDecoder().decode(files['metadata.json'])) as { labels: string[] }

interface Asked {
  readonly squares: readonly (readonly number[])[]
  readonly whole: readonly (readonly number[])[]
  readonly version: string
}

async function askedOf({ package: from, scripts, load, answer, most }: Library): Promise<Asked> {
  const folder = join(values.modules, from)
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string }
  const own = from === 'ml5' ? [] : ['tf.min.js', 'tf-backend-wasm.min.js']
  const shown: ServedFiles = Object.fromEntries(
    await Promise.all(
      predictions.map(async ({ file }, i) => [
        [`whole/${i}`, { file }] as const,
        [
          `square/${i}`,
          await sharp(squares[i]!.data, { raw: { width: SIDE, height: SIDE, channels: 3 } })
            .png()
            .toBuffer(),
        ] as const,
      ]),
    ).then((pairs) => pairs.flat()),
  )
  const page = `<!doctype html><body>${[...own, ...scripts.map(([name]) => name)].map((name) => `<script src="${name}"></script>`).join('')}`
  const served = Object.fromEntries(scripts.map(([name, file]) => [name, { file: join(folder, file) }]))
  return withFolder({ ...LIBRARIES, ...files, ...shown, ...served, 'index.html': page }, async (tab, missed) => {
    const run = `(async () => {
      const model = await (${load})()
      const answered = { square: [], whole: [] }
      for (const way of ['square', 'whole'])
        for (let i = 0; i < ${Math.min(most, predictions.length)}; i++) {
          const picture = new Image()
          picture.src = way + '/' + i
          await picture.decode()
          answered[way].push(await (${answer})(model, picture, ${JSON.stringify(labels)}))
        }
      return answered
    })()`
    const { square, whole } = (await tab.evaluate(run)) as { square: number[][]; whole: number[][] }
    if (missed.length > 0) throw new Error(`the page asked for ${missed.join(', ')}`)
    return { squares: square, whole, version }
  })
}

let failed = false
function tell(who: string, got: readonly (readonly number[])[], wanted: readonly (readonly number[])[], must: boolean): void {
  const off = differences(wanted.slice(0, got.length), got)
  const worst = largest(off)
  const ok = worst <= Number(values.tolerance)
  failed ||= must && !ok
  const mean = off.reduce((sum, one) => sum + one, 0) / off.length
  console.log(
    `${who}: ${got.length} pictures, largest difference ${worst.toExponential(2)} (${mean.toExponential(1)} in the mean): ${ok ? 'ok' : must ? 'TOO LARGE' : 'told only'}`,
  )
}

const ofSquares = await expected()
for (const library of LIBRARIES_ASKED) {
  if (!existsSync(join(values.modules, library.package))) {
    console.log(`${library.package} is not installed in ${values.modules}: not asked`)
    continue
  }
  const { squares: got, whole, version } = await askedOf(library)
  tell(`${library.name} ${version}, the same pixels`, got, ofSquares, true)
  tell(
    `${library.name} ${version}, which shrinks whole pictures itself`,
    whole,
    predictions.map(({ probabilities }) => probabilities),
    false,
  )
}
process.exit(failed ? 1 : 0)
