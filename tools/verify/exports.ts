/**
 * Makes every file of a model, has each asked by programs that are not ours about the same pictures, and prints one table of how far their probabilities are from
 * the studio's:
 *
 *     npx tsx tools/verify/exports.ts PICTURES OUT [--networks resnet50,mobilenet_v3_large,efficientnet_b0] [--model FILE.safetensors] [--size 64] [--limit 100]
 *         [--modules DIR/node_modules] [--python PYTHON]
 *
 * PICTURES is a folder; pictures of it are taken at even distances, and every program decodes and prepares them itself. The networks are torchvision's at real width,
 * drawn (`drawn.py`); `--model` takes a trained one instead, of whatever size it has. The studio's answers are its wasm engine's, in Node. Asked are onnxruntime-web in Node and in Chromium,
 * TensorFlow.js and the page that opens from disk in Chromium, torchvision by model.safetensors and by the Hugging Face folder, predict.py of the PyTorch project, and
 * where they are installed timm, Python's transformers and onnxruntime (in PYTHON, which needs safetensors beside torch and torchvision:
 * `python3 -m venv --system-site-packages VENV && VENV/bin/pip install safetensors`), and in DIR
 *
 *     npm install --prefix DIR --ignore-scripts --legacy-peer-deps @huggingface/transformers@4.3.1 @teachablemachine/image@0.8.5 ml5@1.4.0
 *
 * transformers.js, `@teachablemachine/image` and ml5. Of several networks an ensemble is made too, and a few pictures asked of it by its own ensemble.py. Beside them
 * lies model-int8.onnx, calibrated on 32 of the pictures, for int8.ts. "told only" is what a program's own resizing makes of whole pictures; the line above it is of pictures that
 * are prepared as its configuration says. It is also said of a library that has no such network. Ends with exit code 1 where anything else differs by more than 1e-3, or could not be asked.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createServer } from 'vite'
import { evaluationViews } from '../../workers/data/pixels/views'
import { plan } from '../../workers/engine/fixtures/narrow'
import { createTfjsEngine } from '../../workers/engine/tfjs/create'
import { createWasmEngine } from '../../workers/engine/wasm/create'
import { exportModel } from '../../workers/export/fixtures/formula'
import { runReport } from '../../workers/export/fixtures/report'
import type { Material } from '../../workers/export/format'
import { readSafetensorsModel } from '../../workers/export/readback'
import { softmax } from '../../workers/metrics/probabilities'
import { DEFAULT_CONFIG } from '../../workers/protocol/options'
import { type Watching, wholeFile } from '../../workers/trainer/downloads/wholeNumbers'
import { onePage } from '../site/onePage'
import { differences, largest } from './difference'
import { decode } from './pictures'
import { isWell, type Said, saidBy } from './told'
import { unpackInto } from './unpack'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    networks: { type: 'string', default: 'resnet50,mobilenet_v3_large,efficientnet_b0' },
    model: { type: 'string' },
    size: { type: 'string', default: '64' },
    limit: { type: 'string', default: '100' },
    modules: { type: 'string', default: '' },
    python: { type: 'string', default: process.env.TRAINYARD_PYTHON ?? '/usr/bin/python3' },
  },
})
const [pictures, out] = positionals
if (!pictures || !out) {
  console.error(
    'usage: npx tsx tools/verify/exports.ts PICTURES OUT [--networks NAMES | --model FILE.safetensors] [--size 64] [--limit 100]',
  )
  console.error('           [--modules DIR/node_modules] [--python PYTHON]')
  process.exit(2)
}
const TOLERANCE = 1e-3

/** `limit` pictures of a folder, at even distances in the order in which people read names. */
function chosen(): string[] {
  const all = readdirSync(pictures!)
    .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
    .sort(new Intl.Collator('en', { numeric: true }).compare)
  const count = Math.min(all.length, Number(values.limit))
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!)
}
const names = chosen()

const table: Said[] = []
const told = (one: Said) => {
  table.push(one)
  console.log(`${one.network}: ${one.who}: ${one.difference.toExponential(2)} ${one.verdict}`)
}
const lastOf = (stderr: string, lines: number) => stderr.trim().split('\n').slice(-lines).join('\n')

// A check that asks Python in its turn asks the same one.
const env = { ...process.env, TRAINYARD_PYTHON: values.python }
function ask(network: string, command: string, args: readonly string[]): void {
  const { stdout, stderr, status, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26, env })
  const check = args.find((arg) => arg.includes('verify/')) ?? command
  const { said, others } = saidBy(network, check, { stdout: stdout ?? '', status }, names.length)
  for (const line of others) console.log(`${network}:   ${line}`)
  for (const one of said) told(one)
  if (status !== 0) console.error(error?.message ?? lastOf(stderr, 4))
}
const tsx = (network: string, script: string, ...args: string[]) =>
  ask(network, process.execPath, [join('node_modules', 'tsx', 'dist', 'cli.mjs'), join('tools', 'verify', script), ...args])

/** What the studio's own engine says of the pictures, and its file of whole numbers. */
async function studio(model: Material['model']): Promise<{ rows: number[][]; whole: Uint8Array }> {
  const engine = createWasmEngine()
  const { imageSize } = model
  await engine.load(model.spec, model.params, plan({ batch: 1, imageSize }))
  const rows: number[][] = []
  const area = 3 * imageSize ** 2
  const first = new Uint8Array(Math.min(CALIBRATING, names.length) * area)
  for (const [i, name] of names.entries()) {
    const { data, width, height } = await decode(join(pictures!, name))
    const pixels = evaluationViews({ data: Uint8ClampedArray.from(data), width, height, channels: 3 }, imageSize)
    if (i < CALIBRATING) first.set(pixels, i * area)
    const logits = await engine.evaluate({ n: 1, input: { kind: 'pixels', pixels }, labels: new Int32Array(), counter: 0 })
    rows.push(Array.from(softmax(logits, model.classes.length)))
  }
  await engine.dispose()
  // The one that tells what lies between layers.
  const watching = await createTfjsEngine({ backend: 'tfjs-wasm' })
  const n = first.length / area
  const { file } = await wholeFile(model, plan({ batch: 8, imageSize }), watching as Watching, { pixels: first, n }, n)
  await watching.dispose()
  return { rows, whole: file }
}

function materialOf(file: Uint8Array): Material {
  const { spec, params, classes, imageSize } = readSafetensorsModel(file)
  const model = exportModel(spec, params, imageSize, classes)
  const none = () => Promise.reject(new Error('it is not made here'))
  const start = { epoch: 1, updates: 1, valLoss: 1, valAccuracy: 0.5, plateauFactor: 1, plateauBest: 1, plateauBad: 0, bestValLoss: 1 }
  const config = { ...DEFAULT_CONFIG, imageSize }
  return {
    ...{ model, name: 'pets', run: { ...runReport(), classes }, report: none, whole: none },
    project: async () => ({ model, config, optimizerState: null, start, live: null, split: [], pictures: null }),
  }
}

/** Every file that holds the network in single precision, and the page. */
const MADE = ['onnx', 'safetensors', 'tfjs', 'hub', 'teachable-machine', 'pytorch', 'one-page'] as const
// Their texts are modules of a bundler.
const vite = await createServer({
  ...{ configFile: false, logLevel: 'error', plugins: [onePage()] },
  ...{ server: { middlewareMode: true, hmr: false, ws: false }, optimizeDeps: { noDiscovery: true } },
})
const { FORMATS } = (await vite.ssrLoadModule('/workers/export/formats.ts')) as typeof import('../../workers/export/formats')

/** The answers of predict.py, in the order of `names`; six digits of each. */
function byProject(network: string, project: string, expected: readonly (readonly number[])[]): void {
  const files = names.map((name) => resolve(pictures!, name))
  const { stdout, stderr, status } = spawnSync(values.python, [join(project, 'predict.py'), ...files], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  const rows = (stdout ?? '')
    .trim()
    .split('\n')
    .map((line) => Array.from(line.matchAll(/=([\d.]+|nan)/g), ([, value]) => Number(value)))
  if (status !== 0) console.error(lastOf(stderr ?? '', 4))
  const difference = rows.length === names.length ? largest(differences(expected, rows)) : Number.NaN
  const verdict = status !== 0 ? 'NOT ASKED' : difference <= TOLERANCE ? 'ok' : 'TOO LARGE'
  told({ network, who: 'trainyard-project.zip, predict.py', difference, verdict })
}

/** Pictures that the file of whole numbers is calibrated on. */
const CALIBRATING = 32
/** Pictures that ensemble.py is asked about: each takes a process. */
const OF_ENSEMBLE = 10

/** What was made of each network, for an ensemble of all. */
const made: { readonly model: Material['model']; readonly rows: readonly (readonly number[])[] }[] = []

/** ensemble.py itself, a picture at a time, beside the mean of what the networks say in the studio. */
async function checkEnsemble(): Promise<void> {
  const { ensembleUsage } = (await vite.ssrLoadModule('/workers/export/snippets.ts')) as typeof import('../../workers/export/snippets')
  const { toEnsembleOnnx } = (await vite.ssrLoadModule(
    '/workers/export/ensemble/onnx.ts',
  )) as typeof import('../../workers/export/ensemble/onnx')
  const members = made.map(({ model }, i) => ({ model, name: `pets ${i + 1}`, weight: 1 / made.length }))
  await writeFile(join(out!, 'ensemble.onnx'), toEnsembleOnnx({ members, isMirrored: false }))
  await writeFile(join(out!, 'ensemble.py'), ensembleUsage('ensemble.onnx').snippets[0]!.code)
  const asked = names.slice(0, OF_ENSEMBLE)
  const expected = asked.map((_, i) =>
    made[0]!.rows[i]!.map((_p, c) => made.reduce((sum, { rows }) => sum + rows[i]![c]!, 0) / made.length),
  )
  const got: number[][] = []
  let fault = ''
  for (const name of asked) {
    const args = ['ensemble.py', 'ensemble.onnx', resolve(pictures!, name)]
    const { stdout, stderr, status } = spawnSync(values.python, args, { cwd: out!, encoding: 'utf8' })
    if (status !== 0) {
      fault = lastOf(stderr ?? '', 1) || `ended with ${status}`
      break
    }
    const lines = stdout.trim().split('\n')
    got.push(lines.map((line) => Number(line.split('\t')[1])))
  }
  const difference = largest(differences(expected, got))
  const isLacking = got.length === 0 && fault.includes('No module named')
  const failed = fault ? `NOT ASKED: ${fault}` : 'TOO LARGE'
  const verdict = isLacking ? `told only: ${fault}` : difference <= TOLERANCE ? 'ok' : failed
  told({ network: `${made.length} networks`, who: `ensemble.py, ${asked.length} of them`, difference, verdict })
}

async function check(network: string, file: string): Promise<void> {
  const folder = resolve(out!, network)
  await mkdir(folder, { recursive: true })
  const material = materialOf(new Uint8Array(await readFile(file)))
  for (const name of MADE) {
    const { content, params } = await FORMATS[name].make(material)
    if (params !== material.model.params) throw new Error(`${name} holds other weights`)
    await writeFile(join(folder, FORMATS[name].file), new Uint8Array(await new Blob([content]).arrayBuffer()))
  }
  const { rows, whole } = await studio(material.model)
  made.push({ model: material.model, rows })
  await writeFile(join(folder, 'model-int8.onnx'), whole)
  await writeFile(join(folder, 'predictions.json'), JSON.stringify(names.map((path, i) => ({ path, probabilities: rows[i] }))))
  const ofFirst = rows.map(([p]) => p!)
  console.log(`${network}: the studio's first class from ${Math.min(...ofFirst).toFixed(3)} to ${Math.max(...ofFirst).toFixed(3)}`)

  const limit = ['--limit', String(names.length), '--tolerance', String(TOLERANCE)]
  tsx(network, 'agree.ts', folder, pictures!, ...limit)
  tsx(network, 'onePage.ts', folder, pictures!, '--firefox', '', ...limit)
  byProject(network, await unpackInto(join(folder, 'trainyard-project.zip'), folder), rows)
  const hub = await unpackInto(join(folder, 'huggingface.zip'), folder)
  ask(network, values.python, ['tools/verify/check_hub.py', hub, folder, pictures!, ...limit])
  if (!values.modules) return
  const modules = ['--modules', values.modules]
  const has = (name: string) => existsSync(join(values.modules, name))
  if (has('@huggingface/transformers')) tsx(network, 'hub.ts', hub, folder, pictures!, ...modules, ...limit)
  if (has('@teachablemachine/image') || has('ml5')) tsx(network, 'teachable.ts', folder, pictures!, ...modules, ...limit)
}

if (values.model) await check('trained', values.model)
else
  for (const network of values.networks.split(',')) {
    await mkdir(join(out, network), { recursive: true })
    const file = join(out, network, 'drawn.safetensors')
    const { status, stderr } = spawnSync(values.python, ['tools/verify/drawn.py', network, values.size, file], {
      input: names.map((name) => join(pictures, name)).join('\n'),
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(stderr.trim())
    await check(network, file)
  }

if (made.length > 1) await checkEnsemble()
await vite.close()
console.log(`\n| network | ${names.length} pictures, by | largest difference | |\n|---|---|---|---|`)
for (const { network, who, difference, verdict } of table)
  console.log(`| ${network} | ${who} | ${difference.toExponential(1)} | ${verdict} |`)
process.exit(isWell(table) ? 0 : 1)
