/**
 * The real networks against torchvision's own code in float64 (Vision Transformers: plain PyTorch with timm's names), at their real width, with drawn weights
 * (nothing is downloaded). With nothing, two blocks and all but the head frozen: logits, the loss of a step in training mode, every gradient by direction and by
 * size, every running statistic; then 20 steps of all: losses, and what every parameter and statistic has changed by. PyTorch's own float32 is compared in the same
 * run and stands beside:
 *
 *     npx tsx tools/verify/networks.ts [--networks mobilenet_v3_large,efficientnet_b0] [--engines wasm,tfjs-wasm,webgpu,wgpu] [--size 64] [--batch 4] [--steps 20]
 *
 * `webgpu` is Dawn in Node (SwiftShader where there is no graphics card), `wgpu` Deno's. Needs Python with torch and torchvision. Which pictures were drawn, and how
 * many biases were shifted so that no activation is asked beside a kink, is printed (tools/fixtures/real.py). Ends with exit code 1 where anything is further off
 * than 1e-3, of 20 steps 1e-2, and than twice what PyTorch's float32 is; of 20 steps also what its float32 is from weights four last places otherwise, six
 * times: by how much runs part that are equally right, where a kink is met on the way.
 *
 * `--narrow` compares the tests' narrow ResNets of bottlenecks with their committed fixture (`FAMILY_LIMITS`), for a device that is slow.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { TrainingEngine } from '../../workers/engine/engine'
import { FAMILY_LIMITS, familyErrors, familyNetwork, narrowFamily } from '../../workers/engine/fixtures/family'
import { generated, hyper, noise, pixelBatch, plan } from '../../workers/engine/fixtures/narrow'
import { createWasmEngine } from '../../workers/engine/wasm/create'
import { openWebGpuEngine } from '../../workers/engine/webgpu/engine'
import { efficientnet, isEfficientNetName } from '../../workers/model/efficientnet'
import { isMobileNetName, mobilenet } from '../../workers/model/mobilenet'
import { type Arch, isArch } from '../../workers/model/networks'
import { isResNetName, resnet } from '../../workers/model/resnet'
import { readSafetensors } from '../../workers/model/safetensors'
import type { ModelSpec, ParamMap } from '../../workers/model/spec'
import { type VitOptions, vit } from '../../workers/model/vit'
import { denoTests, findDeno } from '../deno/deno'

const { values } = parseArgs({
  options: {
    networks: { type: 'string', default: 'mobilenet_v3_large,efficientnet_b0,resnext50_32x4d' },
    engines: { type: 'string', default: 'wasm' },
    size: { type: 'string', default: '64' },
    batch: { type: 'string', default: '4' },
    steps: { type: 'string', default: '20' },
    narrow: { type: 'boolean', default: false },
  },
})
const [SIZE, BATCH] = [Number(values.size), Number(values.batch)]

/** Relative to the tensor's norm, of one step and of 20; and how often as far off as PyTorch's float32 anything may be. */
const [LIMIT, LIMIT_OF_STEPS, TIMES] = [1e-3, 1e-2, 2]
/** Of a norm below this nothing is relative. */
const ZERO = 1e-9
const CLASSES = 3
const FROZEN = [0, 2, 5]
const PYTHON = process.env.TRAINYARD_PYTHON ?? '/usr/bin/python3'

/** What Deno cannot load is imported only where it is asked for. */
const ENGINES: Readonly<Record<string, () => Promise<TrainingEngine> | TrainingEngine>> = {
  wasm: () => createWasmEngine(),
  'tfjs-wasm': async () => (await import('../../workers/engine/tfjs/create')).createTfjsEngine({ backend: 'tfjs-wasm' }),
  webgpu: async () => openWebGpuEngine((await import('../../workers/engine/webgpu/testing/node-gpu')).nodeGpu()),
  wgpu: () => openWebGpuEngine(globalThis.navigator.gpu),
}

const script = (name: string): string => new URL(`../fixtures/${name}`, import.meta.url).pathname

/** What is compared, by name, as rows of numbers. */
type Tensors = ReadonlyMap<string, ArrayLike<number>>

/** As tools/fixtures/real.py says. */
interface About {
  readonly small: readonly string[]
  readonly factor: number
  readonly pictures: number
  readonly near: number | null
  readonly steps: number
  readonly shifted: number
  readonly single: Readonly<Record<string, number>>
  readonly alike: readonly Readonly<Record<string, number>>[]
  readonly transformer: NonNullable<VitOptions['narrow']> | null
}

interface Reference {
  readonly exact: Tensors
  readonly shifted: ReadonlyMap<string, Float32Array>
  readonly about: About
}

function readReference(folder: string, part: string): Reference {
  const { tensors, metadata } = readSafetensors(readFileSync(join(folder, `${part}.safetensors`)))
  const named = (prefix: string) =>
    new Map([...tensors].flatMap(([key, { data }]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), data] as const] : [])))
  return { exact: named('exact/'), shifted: named('shifted/'), about: JSON.parse(metadata.about!) as About }
}

/** With its own head, and no dropout but whole pictures'. */
function specOf(name: Arch, { transformer }: About): ModelSpec {
  const own = { classes: CLASSES, head: 'own', dropout: 0 } as const
  if (isResNetName(name)) return resnet(name, { classes: CLASSES, head: 'linear' })
  if (isMobileNetName(name)) return mobilenet(name, own)
  if (isEfficientNetName(name)) return efficientnet(name, own)
  return vit(name, { classes: CLASSES, head: 'linear', ...(transformer ? { narrow: transformer } : {}) })
}

/** The network, and the weights that PyTorch had. */
function drawn(name: Arch, { about, shifted }: Reference): { readonly spec: ModelSpec; readonly params: ParamMap } {
  const spec = specOf(name, about)
  const params = generated(spec, { sorted: true })
  for (const key of about.small) params.get(key)!.data.set(params.get(key)!.data.map((value) => value * about.factor))
  for (const [key, data] of shifted) params.get(key)!.data.set(data)
  return { spec, params }
}

type Drawn = ReturnType<typeof drawn>

async function oneStep(engine: TrainingEngine, { spec, params }: Drawn, pictures: number, frozenBlocks: number): Promise<Tensors> {
  const pixels = pixelBatch(noise(pictures, BATCH, SIZE), BATCH)
  await engine.load(spec, params, plan({ batch: BATCH, imageSize: SIZE, frozenBlocks }))
  const found = new Map<string, ArrayLike<number>>([['logits', await engine.evaluate(pixels)]])
  found.set('loss', [(await engine.step(pixels, hyper()).result).loss])
  for (const [key, { data }] of await engine.gradients()) found.set(`gradients/${key}`, data)
  for (const [key, { data }] of await engine.params()) if (key.includes('running')) found.set(`statistics/${key}`, data)
  return found
}

/** Three batches in turn. */
async function manySteps(engine: TrainingEngine, { spec, params }: Drawn, { pictures, steps }: About): Promise<Tensors> {
  const batches = [0, 1, 2].map((i) => noise(pictures + i, BATCH, SIZE))
  await engine.load(spec, params, plan({ batch: BATCH, imageSize: SIZE }))
  const losses: number[] = []
  for (let step = 0; step < steps; step++) {
    const rates = hyper({ step: step + 1, learningRate: 1e-2, momentum: 0.9, update: true })
    losses.push((await engine.step(pixelBatch(batches[step % 3]!, BATCH, step), rates).result).loss)
  }
  const found = new Map<string, ArrayLike<number>>([['losses', losses]])
  for (const [key, { data }] of await engine.params()) {
    const start = params.get(key)!.data
    found.set(
      `moved/${key}`,
      data.map((value, i) => value - start[i]!),
    )
  }
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
function told(found: Tensors, { exact, about: { single, alike } }: Reference, limit: number): boolean {
  if (exact.size === 0) throw new Error('PyTorch told nothing to compare with.')
  let isHeld = true
  for (const [what, { off, where }] of worst(found, exact)) {
    const own = single[what]!
    const others = alike.map((one) => one[what]!)
    const isNear = off <= Math.max(limit, TIMES * Math.max(own, ...others))
    if (!isNear) isHeld = false
    const key = `${what.slice(0, what.indexOf(','))}/${where}`
    const share = isNear ? 0 : inOneNumber(found.get(key) ?? [], exact.get(key) ?? [])
    const words = isNear ? '' : ` too far, ${where}, ${(100 * share).toFixed(1)}% of it in one number`
    console.log(`  ${what}: ${off.toExponential(1)} / ${[own, ...others].map((one) => one.toExponential(1)).join(' ')}${words}`)
  }
  return isHeld
}

/** The parts of what is compared of a network: with so many blocks frozen, and the steps. */
const PARTS = [
  ...FROZEN.map((count) => ({ part: `frozen${count}`, count })),
  ...(Number(values.steps) > 0 ? [{ part: 'steps', count: null }] : []),
]

/** @returns whether all is held */
async function compareReal(name: string): Promise<boolean> {
  if (!isArch(name)) throw new Error(`No such network: ${name}`)
  const folder = mkdtempSync(join(tmpdir(), 'networks-'))
  let isHeld = true
  try {
    const args = [script('real.py'), name, values.size, values.batch, values.steps, folder]
    execFileSync(PYTHON, args, { stdio: ['ignore', 'inherit', 'inherit'] })
    for (const kind of values.engines.split(',')) {
      const engine = await engineOf(kind)
      for (const { part, count } of PARTS) {
        const reference = readReference(folder, part)
        const { pictures, near, shifted, steps } = reference.about
        const drawing = `pictures ${pictures}, ${shifted} biases shifted, kinks ${near === null ? 'nowhere' : `${near.toFixed(1)} times float32's error away`}`
        const what = count === null ? `${steps} steps` : `${count} blocks frozen`
        console.log(`${name}, ${kind}, ${SIZE} px, batch ${BATCH}, ${what}; ${drawing} (PyTorch's float32 behind the stroke)`)
        const network = drawn(name, reference)
        const found = count === null ? await manySteps(engine, network, reference.about) : await oneStep(engine, network, pictures, count)
        if (!told(found, reference, count === null ? LIMIT_OF_STEPS : LIMIT)) isHeld = false
      }
      await engine.dispose()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return isHeld
}

async function engineOf(kind: string): Promise<TrainingEngine> {
  const make = ENGINES[kind]
  if (!make) throw new Error(`No such engine: ${kind}`)
  return make()
}

/** @returns whether all is held */
async function compareNarrow(name: string): Promise<boolean> {
  const expected = narrowFamily()[name]
  if (!expected || !isResNetName(name)) throw new Error(`The fixture has no ${name}.`)
  const network = familyNetwork(name, expected.width)
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

/** @returns whether all of all networks is held */
async function compare(): Promise<boolean> {
  let isHeld = true
  for (const name of values.networks.split(',')) if (!(await (values.narrow ? compareNarrow(name) : compareReal(name)))) isHeld = false
  return isHeld
}

/** The same in Deno. @returns its exit code */
function inDeno(): number {
  const args = ['run', '-A', '--unstable-webgpu', '--unstable-sloppy-imports', fileURLToPath(import.meta.url), ...process.argv.slice(2)]
  return spawnSync(findDeno() ?? 'deno', args, { stdio: 'inherit', env: { ...process.env, ...denoTests([]).env } }).status ?? 1
}

if (values.engines.split(',').includes('wgpu') && !('Deno' in globalThis)) process.exit(inDeno())
process.exit((await compare()) ? 0 : 1)
