/** Which engine trains, and why: a hardware GPU where there is one, otherwise the processor; a person's choice above both. */
import { adapterKey, adapterName, infoOf, isSoftware } from '../../engine/adapter'
import type { EngineInfo, TrainingEngine, TrainPlan } from '../../engine/engine'
import { NoAdapterError, openDevice } from '../../engine/webgpu/device'
import type { SelfTest } from '../../engine/webgpu/self-test/self-test'
import type { ModelSpec } from '../../model/spec'
import { type DeviceInfo, type DeviceOffer, Problem, type RunConfig } from '../../protocol'
import { START_SECONDS, started } from '../../starting'
import { askAdapter, DRIVER_SECONDS } from './askAdapter'
import { CardEngine } from './card'
import { AdapterKernels } from './kernels'
import type { ProvedKinds } from './proved'
import { faultLine, reportOf, type Tried, trusted } from './trusted'

type Chosen = RunConfig['backend']
type Found =
  | { readonly kind: 'none' | 'no-adapter' | 'refused' | 'wrong' }
  | { readonly kind: 'hardware' | 'software'; readonly name: string; readonly info: GPUAdapterInfo; readonly half: boolean }

/** Asks for an adapter once, without making a device. */
async function findGpu(): Promise<Found> {
  if (!(navigator.gpu as GPU | undefined)) return { kind: 'none' }
  const adapter = await askAdapter()
  if (!adapter) return { kind: 'no-adapter' }
  const info = infoOf(adapter)
  return {
    kind: isSoftware(info) ? 'software' : 'hardware',
    name: adapterName(info),
    info,
    half: adapter.features.has('shader-f16'),
  }
}

let working: Promise<void> | null = null
/** Whether the GPU gives a device, and not just its name: drivers on a blocklist do the one and refuse the other. Asked until it does. */
async function givesDevice(): Promise<boolean> {
  working ??= started(
    'graphics',
    openDevice(navigator.gpu).then(({ device }) => device.destroy()),
    DRIVER_SECONDS,
  )
  try {
    await working
    return true
  } catch {
    working = null
    return false // the reason is for the driver's maker; the person is told that the processor trains instead
  }
}

/**
 * Whether other threads can be given a memory: WebKitGTK 2.50 says that the page is isolated, makes a shared memory, and sends it to nobody. Asked by a
 * port, as workers are: WebKit's `structuredClone` takes none even where they get it.
 */
function sharesMemory(): boolean {
  if (!globalThis.crossOriginIsolated) return false
  const { port1, port2 } = new MessageChannel()
  try {
    port1.postMessage(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }))
    return true
  } catch {
    return false // how it refuses is its own affair; one thread trains then, and the chip says so
  } finally {
    port1.close()
    port2.close()
  }
}

/** What came of trying a card; `kernels` are what it computes with, where any are right. */
interface Outcome {
  readonly tried: Tried
  readonly test: SelfTest
  readonly kernels: AdapterKernels | null
  /** What was tried besides, where any kernels are right. */
  readonly proved: ProvedKinds | null
}

/** A device of that very card. @throws Problem `not-started`; Error where it is another card now, or none */
const openAgain = (info: GPUAdapterInfo) =>
  started('graphics', openDevice(navigator.gpu, [], info), DRIVER_SECONDS, ({ device }) => device.destroy())

/** Of each card that the browser has given. */
const trying = new Map<string, Promise<Outcome | null>>()
/**
 * What of the WebGPU engine this graphics card computes rightly; null where it could not be tried, which is no reason to do without it. What tries it,
 * and the processor's engine that it is compared with, come now.
 */
function tryKernels(info: GPUAdapterInfo): Promise<Outcome | null> {
  const tryNow = async (): Promise<Outcome> => {
    const { kernelRevision } = await import('../../engine/webgpu/self-test/revision')
    const tried: Tried = { info, agent: navigator.userAgent, revision: await kernelRevision() }
    const open = () => openAgain(info)
    const test = await trusted(tried, async () => {
      const [{ selfTest }, { createWasmEngine }] = await Promise.all([
        import('../../engine/webgpu/self-test/self-test'),
        import('../../engine/wasm/create'),
      ])
      return selfTest(open, () => createWasmEngine())
    })
    const { family, convs } = test
    const time: ConstructorParameters<typeof AdapterKernels>[2] = async (...asked) =>
      (await import('../../engine/webgpu/tuning/tune')).timeKernels(navigator.gpu, ...asked)
    if (!family || !convs) return { tried, test, kernels: null, proved: null }
    const { provedBy } = await import('./provedBy')
    return {
      tried,
      test,
      kernels: new AdapterKernels(tried, { ...test, family, convs }, time),
      proved: provedBy(tried, { ...test, family, convs }, open),
    }
  }
  const key = adapterKey(info)
  const before = trying.get(key)
  if (before) return before
  const now = tryNow().catch(() => {
    // A driver that was busy, or another card in its place: whoever asks next tries it again.
    trying.delete(key)
    return null
  })
  trying.set(key, now)
  return now
}

/** Whether a card is not to be trained on. */
function wrongBy({ test, kernels }: Outcome): boolean {
  // What only gave no answer may be slow, or have been busy.
  return kernels ? kernels.failure !== null : test.faults.some(({ what }) => what !== 'silent')
}

/** What was wrong with a card's kernels, as text for a bug report; null where nothing was. */
function reportOn({ tried, test, kernels, proved }: Outcome): string | null {
  const failure = kernels?.failure ?? null
  const timed = kernels?.timedWrong ?? []
  const others = (proved?.faults ?? []).map(
    (fault) =>
      `${faultLine(fault)} (${fault.half ? 'networks that need it are not trained in mixed precision' : 'networks that need it are computed by the processor'})`,
  )
  if (test.faults.length === 0 && failure === null && timed.length === 0 && others.length === 0) return null
  const lines = [...timed, ...others, ...(failure === null ? [] : [failure])]
  const later = others.length > 0 ? 'when a network first needed them' : undefined
  return [reportOf(tried, failure === null ? test : { ...test, convs: null }, later), ...lines].join('\n')
}

/** Threads for wasm: all cores but one for the page where there are more than two; one where memory cannot be shared. */
function wasmThreads(): number {
  if (!sharesMemory()) return 1
  const cores = navigator.hardwareConcurrency || 1
  return Math.min(8, cores > 2 ? cores - 1 : cores)
}

const cpuName = (threads: number): string => `wasm, ${threads} ${threads === 1 ? 'thread' : 'threads'}`

/** @param kernels what a graphics card computes with, where it was tried */
function resolve(chosen: Chosen, gpu: Found, kernels: AdapterKernels | null): DeviceInfo {
  const threads = wasmThreads()
  const own = kernels ? { kernels: kernels.name } : {}
  const cpu = (why: DeviceInfo['why'], backend: 'wasm' | 'tfjs-wasm' = 'wasm'): DeviceInfo => {
    return { backend, device: cpuName(threads), software: true, why, threads }
  }
  // Also above a person's choice: wrong numbers are no training.
  if (gpu.kind === 'wrong' && (chosen === 'webgpu' || chosen === 'auto')) return cpu('gpu-wrong')
  if (chosen === 'wasm' || chosen === 'tfjs-wasm') return cpu('chosen', chosen)
  const usable = gpu.kind === 'hardware' || gpu.kind === 'software'
  if (chosen === 'webgpu' || chosen === 'tfjs-webgpu') {
    if (!usable) throw new Problem('no-webgpu', {})
    return {
      backend: chosen,
      device: gpu.name,
      software: gpu.kind === 'software',
      why: 'chosen',
      threads: 0,
      ...(chosen === 'webgpu' ? own : {}),
    }
  }
  if (gpu.kind === 'hardware') return { backend: 'webgpu', device: gpu.name, software: false, why: 'hardware-gpu', threads: 0, ...own }
  const why = {
    software: 'software-gpu',
    none: 'no-webgpu',
    'no-adapter': 'no-adapter',
    refused: 'gpu-refused',
    wrong: 'gpu-wrong',
  } as const
  return cpu(why[gpu.kind])
}

/** @param mixes whether the graphics card has f16 that was not found to be wrong */
const mixing = (device: DeviceInfo, mixes: boolean): DeviceInfo => (device.backend === 'webgpu' && mixes ? { ...device, mixes } : device)

/** A network, and the plan that it is begun with. */
export type Planned = readonly [ModelSpec, TrainPlan]

/**
 * What would train, and what else there is.
 * @param network what it is to compute, where that is known: the processor does where the card was found wrong for it. With a plan in mixed precision it is
 *   told whether the card mixes rightly there
 * @throws Problem `no-webgpu` when a GPU was chosen and there is none
 */
export async function offerDevice(chosen: Chosen, network?: () => Planned): Promise<DeviceOffer> {
  const gpu = await findGpu()
  const usable = gpu.kind === 'hardware' || gpu.kind === 'software'
  const gpuName = usable ? gpu.name : ''
  const refused = chosen === 'auto' && gpu.kind === 'hardware' && !(await givesDevice())
  const wanted = (chosen === 'auto' || chosen === 'webgpu') && !refused
  const outcome = wanted && gpu.kind === 'hardware' ? await tryKernels(gpu.info) : null
  const verdict = (network && outcome?.proved?.known(network)) ?? 'right'
  const wrong = outcome !== null && (wrongBy(outcome) || verdict === 'wrong')
  const report = outcome && reportOn(outcome)
  return {
    device: mixing(
      resolve(chosen, refused ? { kind: 'refused' } : wrong ? { kind: 'wrong' } : gpu, outcome?.kernels ?? null),
      usable && gpu.half && (outcome?.test.half ?? true) && verdict !== 'f32',
    ),
    ...(report ? { report } : {}),
    others: [
      { backend: 'webgpu', available: usable, device: gpuName },
      { backend: 'wasm', available: true, device: cpuName(wasmThreads()) },
      { backend: 'tfjs-webgpu', available: usable, device: gpuName },
      { backend: 'tfjs-wasm', available: true, device: cpuName(wasmThreads()) },
    ],
  }
}

/**
 * Makes the engine that `device` names. Its code comes now: a visit that trains nothing needs none.
 * @param timed whether a graphics card's kernels may be chosen by time: for a run with the option `timeKernels`, and nothing else
 * @throws Problem `not-started` where it is not there in time; `no-webgpu` or `device-lost` where the graphics card that was offered is not given now
 */
export const makeEngine = (device: DeviceInfo, timed = false): Promise<TrainingEngine> =>
  started('engine', engineOf(device, timed), START_SECONDS, (engine) => void engine.dispose())

/** It was there when it was offered: a laptop on battery, a driver that was updated meanwhile. */
function saidOfDevice(error: unknown): never {
  if (error instanceof NoAdapterError) throw new Problem('no-webgpu', {})
  throw new Problem('device-lost', { detail: error instanceof Error ? error.message : String(error) })
}

async function engineOf(device: DeviceInfo, timed: boolean): Promise<TrainingEngine> {
  const backend: EngineInfo['backend'] = device.backend
  if (backend === 'webgpu') {
    const { WebGpuEngine } = await import('../../engine/webgpu/engine')
    const opened = await openDevice(navigator.gpu).catch(saidOfDevice)
    // It may be another card than the one that was offered, and each is trusted with what it was itself found to compute rightly.
    const outcome = opened.software ? null : await tryKernels(opened.info)
    // Found wrong since it was chosen: whoever opens it again gets the processor.
    if (outcome && wrongBy(outcome)) {
      opened.device.destroy()
      return makeOwn(wasmThreads())
    }
    const onCard = async () => (await outcome?.kernels?.options(timed)) ?? {}
    const engine = new WebGpuEngine(opened, await onCard())
    const proved = outcome?.proved
    if (!proved) return engine
    return new CardEngine(engine, {
      prove: (spec, plan) => proved.verdict(spec, plan),
      make: async (kind) =>
        kind === 'processor'
          ? started('engine', makeOwn(wasmThreads()), START_SECONDS, (late) => void late.dispose())
          : new WebGpuEngine(await openAgain(opened.info), await onCard()),
    })
  }
  return backend === 'wasm' ? makeOwn(device.threads) : makeTfjs(backend, device.threads)
}

async function makeOwn(threads: number): Promise<TrainingEngine> {
  const [{ createWasmEngine }, { ProcessorEngine }] = await Promise.all([import('../../engine/wasm/create'), import('./processor')])
  const own = () => createWasmEngine({ threads })
  return new ProcessorEngine(own(), async (kind) => (kind === 'own' ? own() : makeTfjs('tfjs-wasm', threads)))
}

async function makeTfjs(backend: Exclude<EngineInfo['backend'], 'webgpu' | 'wasm'>, threads: number): Promise<TrainingEngine> {
  const [{ createTfjsEngine }, { wasmPaths }] = await Promise.all([
    import('../../engine/tfjs/create'),
    import('../../engine/tfjs/wasm/paths'),
  ])
  return createTfjsEngine({ backend, threads, wasmPaths })
}
