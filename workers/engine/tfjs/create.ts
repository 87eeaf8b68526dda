/** Makes the TensorFlow.js engine on a backend: starts the backend once, and picks the op set. */
import * as tf from '@tensorflow/tfjs'
import { sizeOf } from '../../model/layer'
import { freezesBackbone, keptValues, type ModelSpec, outputShapes, paramInfos } from '../../model/spec'
import { type AdapterFacts, adapterName, isSoftware } from '../adapter'
import { EngineLimitError, EngineLostError, type TrainingEngine, type TrainPlan } from '../engine'
import { OpsEngine } from './engine'
import { GenericOps } from './generic'
import { Heap, type WasmBackend } from './wasm/heap'
import { WasmOps } from './wasm/ops'

export interface TfjsOptions {
  readonly backend: 'tfjs-wasm' | 'tfjs-webgpu' | 'tfjs-cpu'
  /** Threads for wasm where the page is cross-origin isolated; the default is one a core, at most 8. Ignored in Node, which has one. */
  readonly threads?: number
  /** Addresses of the three .wasm files; needed in a browser (`wasm/paths.ts`). */
  readonly wasmPaths?: Parameters<typeof import('@tensorflow/tfjs-backend-wasm').setWasmPaths>[0]
}

/** wasm32 addresses 4 GiB; some is the allocator's, XNNPACK's and the code's own. */
const WASM_BYTES = 3.5 * 2 ** 30
const never = new Promise<EngineLostError>(() => undefined)

/** @throws Error when the backend cannot be started; the message says which and why */
export async function createTfjsEngine(options: TfjsOptions): Promise<TrainingEngine> {
  switch (options.backend) {
    case 'tfjs-wasm':
      return createWasm(options)
    case 'tfjs-webgpu':
      return createWebgpu()
    case 'tfjs-cpu': {
      await start('cpu')
      const info = { backend: 'tfjs-cpu', device: 'JavaScript, one thread', software: true, features: ['very slow'] } as const
      return new OpsEngine(info, new GenericOps(), {
        check: () => undefined,
        released: () => undefined,
        failed: () => undefined,
        lost: never,
      })
    }
  }
}

/** Backends of which the one instance that TensorFlow.js keeps has failed for good: the next engine starts another. */
const broken = new Set<string>()

async function start(name: string): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js could not start its ${name} backend.`)
  await tf.ready()
}

/** Takes a broken instance away, so that `start` makes a new one. Its memory goes with it. */
function clearBroken(name: string): void {
  if (!broken.delete(name)) return
  const factory = tf.findBackendFactory(name)
  tf.removeBackend(name)
  tf.registerBackend(name, factory)
}

async function createWasm({ threads, wasmPaths }: TfjsOptions): Promise<TrainingEngine> {
  const cores = navigatorCores()
  const wanted = Math.max(1, Math.min(8, threads ?? cores ?? 1))
  // The module takes min(requested, 8, cores / 2) threads, the cores read here when it starts: facts, not a guess.
  if (typeof navigator !== 'undefined' && cores !== null) {
    Object.defineProperty(navigator, 'hardwareConcurrency', { configurable: true, get: () => 2 * wanted })
  }
  const wasm = await import('@tensorflow/tfjs-backend-wasm')
  clearBroken('wasm')
  try {
    // Not `findBackend`: asked for a backend that is not there yet it starts one, beside the one that `setBackend` starts.
    if (!('wasm' in tf.engine().registry)) {
      if (wasmPaths) wasm.setWasmPaths(wasmPaths)
      wasm.setThreadsCount(wanted)
    }
    await start('wasm')
  } finally {
    if (typeof navigator !== 'undefined' && cores !== null) Reflect.deleteProperty(navigator, 'hardwareConcurrency')
  }
  const count = wasm.getThreadsCount()
  const heap = new Heap(tf.findBackend('wasm') as unknown as WasmBackend)
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')
  const device = `wasm, ${count} ${count === 1 ? 'thread' : 'threads'}`
  const info = { backend: 'tfjs-wasm', device, software: true, features: simd ? ['simd'] : [] } as const
  return new OpsEngine(info, new WasmOps(heap), {
    check: checkWasm,
    released: () => heap.reset(),
    failed: ({ reason }) => reason === 'lost' && broken.add('wasm'),
    lost: never,
  })
}

function navigatorCores(): number | null {
  return typeof navigator === 'undefined' ? null : (navigator.hardwareConcurrency ?? null)
}

async function createWebgpu(): Promise<TrainingEngine> {
  await import('@tensorflow/tfjs-backend-webgpu')
  if (typeof navigator === 'undefined' || !navigator.gpu) throw new Error('This browser has no WebGPU.')
  clearBroken('webgpu')
  await start('webgpu')
  const backend = tf.backend() as unknown as { device: GPUDevice; adapterInfo?: AdapterFacts }
  const lost = new Promise<EngineLostError>((resolve) => {
    void backend.device.lost.then((reason) => resolve(new EngineLostError(`The graphics device was lost: ${reason.message}`, 'lost')))
    backend.device.addEventListener('uncapturederror', (event) => {
      const { error } = event as GPUUncapturedErrorEvent
      const memory = error.constructor.name === 'GPUOutOfMemoryError'
      resolve(new EngineLostError(error.message, memory ? 'out-of-memory' : 'validation'))
    })
  })
  const facts = backend.adapterInfo ?? {}
  const info = {
    backend: 'tfjs-webgpu',
    device: adapterName(facts),
    software: isSoftware(facts),
    features: ['stock TensorFlow.js kernels'],
  } as const
  return new OpsEngine(info, new GenericOps(), {
    check: () => undefined,
    released: () => undefined,
    failed: () => broken.add('webgpu'),
    lost,
  })
}

/** Bytes that a plan needs on the wasm heap: parameters with their gradients, optimizer state and packed copies, and what backward keeps. */
export function wasmBytes(spec: ModelSpec, plan: TrainPlan, batch = plan.batch): number {
  const shapes = outputShapes(spec, plan.imageSize)
  const parameters = paramInfos(spec).reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  const largest = Math.max(...[...shapes.values()].map(sizeOf))
  // A frozen prefix keeps nothing; how much of the rest is not asked.
  const kept = freezesBackbone(spec, plan.frozenBlocks) ? 0 : keptValues(spec, plan.imageSize)
  return 4 * (parameters * 7 + batch * (kept + 4 * largest)) + 128 * 2 ** 20
}

function checkWasm(spec: ModelSpec, plan: TrainPlan): void {
  if (wasmBytes(spec, plan) <= WASM_BYTES) return
  let batch = plan.batch
  while (batch > 1 && wasmBytes(spec, plan, batch) > WASM_BYTES) batch--
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`
  const fits = wasmBytes(spec, plan, batch) <= WASM_BYTES
  throw new EngineLimitError(
    `Training at ${plan.imageSize} pixels with ${plan.batch} pictures a step needs ${gib(wasmBytes(spec, plan))}; WebAssembly has ${gib(WASM_BYTES)}. ` +
      (fits ? `Use a batch of ${batch} or fewer, or smaller pictures.` : 'Use smaller pictures or freeze the backbone.'),
    {
      batch: plan.batch,
      imageSize: plan.imageSize,
      needed: wasmBytes(spec, plan),
      given: WASM_BYTES,
      suggestedBatch: fits ? batch : null,
    },
  )
}
