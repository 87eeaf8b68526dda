/**
 * The real networks against torchvision's own code in float64, at their real width, with drawn weights (nothing is downloaded): logits, the loss of a step in
 * training mode, every gradient by direction and by size, every running statistic. PyTorch's own float32 is compared in the same run and stands beside:
 *
 *     npx tsx tools/verify/networks.ts [--networks mobilenet_v3_large,efficientnet_b0,resnext50_32x4d] [--engines wasm,tfjs-wasm,webgpu] [--size 64] [--batch 4]
 *
 * Needs Python with torch and torchvision. Ends with exit code 1 where anything is further off than 1e-3 and than twice what PyTorch's float32 is: at real width
 * and random weights that alone may be further off than 1e-3.
 *
 * `--steps 20` compares ResNets of bottlenecks instead over so many steps, with none, some and all but the head frozen, by how much each tensor moved
 * (`FAMILY_LIMITS`); `--narrow` that of the tests' narrow networks with their committed fixture, for a device that is slow.
 * Of Vision Transformers (`--networks vit_tiny_patch16_224`) it is always so, at 224 px, 2 pictures, against plain PyTorch with timm's names (tools/fixtures/vit.py).
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { TrainingEngine } from '../../workers/engine/engine'
import { type Expected, FAMILY_LIMITS, familyErrors, familyNetwork, narrowFamily } from '../../workers/engine/fixtures/family'
import { generated, hyper, noise, pixelBatch, plan } from '../../workers/engine/fixtures/narrow'
import { type narrowVit, vitNetwork } from '../../workers/engine/fixtures/vit'
import { createTfjsEngine } from '../../workers/engine/tfjs/create'
import { createWasmEngine } from '../../workers/engine/wasm/create'
import { openWebGpuEngine } from '../../workers/engine/webgpu/engine'
import { nodeGpu } from '../../workers/engine/webgpu/testing/node-gpu'
import { isVitName } from '../../workers/model/blocks'
import { efficientnet, isEfficientNetName } from '../../workers/model/efficientnet'
import { isMobileNetName, mobilenet } from '../../workers/model/mobilenet'
import { type Arch, isArch } from '../../workers/model/networks'
import { isResNetName, resnet } from '../../workers/model/resnet'
import { readSafetensors } from '../../workers/model/safetensors'
import type { ModelSpec, ParamMap } from '../../workers/model/spec'

const { values } = parseArgs({
  options: {
    networks: { type: 'string', default: 'mobilenet_v3_large,efficientnet_b0,resnext50_32x4d' },
    engines: { type: 'string', default: 'wasm' },
    size: { type: 'string', default: '64' },
    batch: { type: 'string', default: '4' },
    steps: { type: 'string' },
    narrow: { type: 'boolean', default: false },
  },
})

/** Relative to the tensor's norm; and how often as far off as PyTorch's float32 anything may be. */
const [LIMIT, TIMES] = [1e-3, 2]
/** Of a norm below this nothing is relative. */
const ZERO = 1e-9
const CLASSES = 3
const PYTHON = process.env.TRAINYARD_PYTHON ?? '/usr/bin/python3'

const ENGINES: Readonly<Record<string, () => Promise<TrainingEngine> | TrainingEngine>> = {
  wasm: () => createWasmEngine(),
  'tfjs-wasm': () => createTfjsEngine({ backend: 'tfjs-wasm' }),
  webgpu: () => openWebGpuEngine(nodeGpu()),
}

const script = (name: string): string => new URL(`../fixtures/${name}`, import.meta.url).pathname

/** What is compared, by name, as rows of numbers. */
type Tensors = ReadonlyMap<string, ArrayLike<number>>

interface Reference {
  readonly exact: Tensors
  readonly single: Tensors
  readonly small: readonly string[]
  readonly factor: number
  readonly pictures: number
}

function referenceOf(name: Arch): Reference {
  const folder = mkdtempSync(join(tmpdir(), 'networks-'))
  try {
    const file = join(folder, 'reference.safetensors')
    execFileSync(PYTHON, [script('real.py'), name, values.size, values.batch, file], { stdio: ['ignore', 'inherit', 'inherit'] })
    const { tensors, metadata } = readSafetensors(readFileSync(file))
    const part = (prefix: string) =>
      new Map([...tensors].flatMap(([key, { data }]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), data] as const] : [])))
    return {
      ...{ exact: part('exact/'), single: part('single/') },
      ...{ small: JSON.parse(metadata.small!) as string[], factor: Number(metadata.factor), pictures: Number(metadata.pictures) },
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** With its own head, and no dropout but whole pictures'. */
function specOf(name: Arch): ModelSpec {
  const own = { classes: CLASSES, head: 'own', dropout: 0 } as const
  if (isResNetName(name)) return resnet(name, { classes: CLASSES, head: 'linear' })
  if (isMobileNetName(name)) return mobilenet(name, own)
  if (isEfficientNetName(name)) return efficientnet(name, own)
  throw new Error(`The steps of ${name} are compared`)
}

/** The network, and the weights that PyTorch had. */
function drawn(name: Arch, { small, factor }: Reference): { readonly spec: ModelSpec; readonly params: ParamMap } {
  const spec = specOf(name)
  const params = generated(spec, { sorted: true })
  for (const key of small) params.get(key)!.data.set(params.get(key)!.data.map((value) => value * factor))
  return { spec, params }
}

async function computed(engine: TrainingEngine, { spec, params }: ReturnType<typeof drawn>, pictures: number): Promise<Tensors> {
  const [imageSize, batch] = [Number(values.size), Number(values.batch)]
  const pixels = pixelBatch(noise(pictures, batch, imageSize), batch)
  await engine.load(spec, params, plan({ batch, imageSize }))
  const found = new Map<string, ArrayLike<number>>([['logits', await engine.evaluate(pixels)]])
  found.set('loss', [(await engine.step(pixels, hyper()).result).loss])
  for (const [key, { data }] of await engine.gradients()) found.set(`gradients/${key}`, data)
  for (const [key, { data }] of await engine.params()) if (key.includes('running')) found.set(`statistics/${key}`, data)
  return found
}

/** How far a tensor is from another: the sine of the angle between them, and how much longer or shorter it is; of what is zero, the length that it has. */
function apart(actual: ArrayLike<number> | undefined, exact: ArrayLike<number>): { readonly direction: number; readonly size: number } {
  if (actual?.length !== exact.length) return { direction: Infinity, size: Infinity }
  let [own, other, both] = [0, 0, 0]
  for (let i = 0; i < exact.length; i++) {
    own += actual[i]! ** 2
    other += exact[i]! ** 2
    both += actual[i]! * exact[i]!
  }
  if (Math.sqrt(other) < ZERO) return { direction: 0, size: Math.sqrt(own) }
  // What of it does not lie along the other, by that directly: one less the cosine's square loses all digits.
  let across = 0
  for (let i = 0; i < exact.length; i++) across += (actual[i]! - (both / other) * exact[i]!) ** 2
  return { direction: Math.sqrt(across / own), size: Math.abs(Math.sqrt(own / other) - 1) }
}

/** The share of a difference, as squares, that lies in its largest number: near 1 where one ReLU beside 0 was taken for the other side. */
function inOneNumber(actual: ArrayLike<number>, exact: ArrayLike<number>): number {
  const squares = Array.from(exact, (value, i) => (actual[i]! - value) ** 2)
  return squares.reduce((most, one) => Math.max(most, one), 0) / squares.reduce((sum, one) => sum + one, 0)
}

/** The worst of each kind, and where. */
function worst(actual: Tensors, exact: Tensors): ReadonlyMap<string, { readonly off: number; readonly where: string }> {
  const found = new Map<string, { off: number; where: string }>()
  for (const [key, value] of exact) {
    const [kind = '', where = key] = key.split('/')
    for (const [how, off] of Object.entries(apart(actual.get(key), value))) {
      const what = `${kind}, ${how}`
      const before = found.get(what)
      // A NaN stays the worst.
      if (!before || (!Number.isNaN(before.off) && !(off <= before.off))) found.set(what, { off, where })
    }
  }
  return found
}

/** @returns whether all is held */
async function compareReal(name: string): Promise<boolean> {
  if (!isArch(name)) throw new Error(`No such network: ${name}`)
  const reference = referenceOf(name)
  const single = worst(reference.single, reference.exact)
  const network = drawn(name, reference)
  let isHeld = true
  for (const kind of values.engines.split(',')) {
    const engine = await engineOf(kind)
    console.log(
      `${name}, ${kind}, ${values.size} px, batch ${values.batch}, ${reference.exact.size} tensors (PyTorch's float32 behind the stroke)`,
    )
    const found = await computed(engine, network, reference.pictures)
    for (const [what, { off, where }] of worst(found, reference.exact)) {
      const own = single.get(what)!.off
      const isNear = off <= Math.max(LIMIT, TIMES * own)
      if (!isNear) isHeld = false
      const key = `${what.slice(0, what.indexOf(','))}/${where}`
      const share = isNear ? 0 : inOneNumber(found.get(key) ?? [], reference.exact.get(key) ?? [])
      const told = isNear ? '' : ` too far, ${where}, ${(100 * share).toFixed(1)}% of it in one number`
      console.log(`  ${what}: ${off.toExponential(1)} / ${own.toExponential(1)}${told}`)
    }
    await engine.dispose()
  }
  return isHeld
}

async function engineOf(kind: string): Promise<TrainingEngine> {
  const make = ENGINES[kind]
  if (!make) throw new Error(`No such engine: ${kind}`)
  return make()
}

function stepsOf(name: string): Expected & { readonly width: number } {
  if (values.narrow) {
    const found = narrowFamily()[name]
    if (!found) throw new Error(`The fixture has no ${name}.`)
    return found
  }
  return { width: 64, ...computedBy<Expected>('family.py', name, STEPS) }
}

/** Steps where none are said: those of a Vision Transformer are long. */
const STEPS = values.steps ?? '2'

function computedBy<T>(program: string, ...args: string[]): T {
  return JSON.parse(execFileSync(PYTHON, [script(program), ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })) as T
}

/** What PyTorch computed of a network's steps, and the network. */
function steppedOf(name: string) {
  if (isVitName(name)) {
    const expected = computedBy<ReturnType<typeof narrowVit>>('vit.py', '--real', name.split('_')[1]!, STEPS)
    return { expected, network: vitNetwork(expected.narrow) }
  }
  if (!isResNetName(name)) throw new Error(`No network whose steps are compared: ${name}`)
  const expected = stepsOf(name)
  return { expected, network: familyNetwork(name, expected.width) }
}

/** @returns whether all is held */
async function compareSteps(name: string): Promise<boolean> {
  const { expected, network } = steppedOf(name)
  let isHeld = true
  for (const kind of values.engines.split(',')) {
    const engine = await engineOf(kind)
    const errors = await familyErrors(engine, network, expected)
    const words = Object.entries(FAMILY_LIMITS).map(([what, limit]) => {
      const error = errors[what as keyof typeof FAMILY_LIMITS]
      const isNear = error < limit
      if (!isNear) isHeld = false
      return `${what} ${error.toExponential(1)}${isNear ? '' : ' (too far)'}`
    })
    console.log(`${name}, ${kind}, ${expected.frozen[0]?.losses.length} steps: ${words.join(', ')}`)
    await engine.dispose()
  }
  return isHeld
}

let isOff = false
for (const name of values.networks.split(','))
  if (!(await (values.narrow || values.steps || isVitName(name) ? compareSteps(name) : compareReal(name)))) isOff = true
process.exit(isOff ? 1 : 0)
