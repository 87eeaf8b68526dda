/** Opens the GPU: the best adapter there is, with the limits and features that the engine's plans can use. */
import { adapterKey, adapterName, infoOf, isSoftware } from '../adapter'

/** WebGPU's usage flags as numbers, so that nothing depends on the browser's globals (Node has none). */
export const USAGE = {
  MAP_READ: 0x1,
  COPY_SRC: 0x4,
  COPY_DST: 0x8,
  QUERY_RESOLVE: 0x200,
  UNIFORM: 0x40,
  STORAGE: 0x80,
} as const
export const MAP_MODE_READ = 0x1
export const STAGE_COMPUTE = 0x4

/**
 * Which convolution kernels suit the adapter: `tiles` shares operands in workgroup memory (GPUs); on CPU adapters such as SwiftShader, where a
 * barrier costs more than what it saves, `quads` shares them by register swaps, and `registers` not at all, where there are no subgroups.
 */
export type KernelFamily = 'tiles' | 'registers' | 'quads'

export interface OpenedDevice {
  readonly device: GPUDevice
  /** For a person: "Apple M2", "SwiftShader (software)". */
  readonly name: string
  readonly software: boolean
  /** What its adapter tells of itself. */
  readonly info: GPUAdapterInfo
  readonly features: readonly string[]
  readonly family: KernelFamily
}

/** A browser may give another adapter each time that it is asked: a laptop's other card on battery, or software after a crash. */
export class OtherAdapterError extends Error {
  override readonly name = 'OtherAdapterError'
  constructor(asked: GPUAdapterInfo, given: GPUAdapterInfo) {
    super(`The browser gives ${adapterName(given)} in place of ${adapterName(asked)}.`)
  }
}

/** The browser has WebGPU, and no graphics card to give. */
export class NoAdapterError extends Error {
  override readonly name = 'NoAdapterError'
  constructor() {
    super('This browser gives no WebGPU adapter. Use the wasm backend, or a browser with WebGPU and hardware acceleration switched on.')
  }
}

/** What the kernels use, and nothing besides: each makes a browser tell more of the machine. */
const WANTED_FEATURES = ['subgroups', 'shader-f16'] as const
const WANTED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxStorageBuffersPerShaderStage',
] as const

/**
 * Requests an adapter and a device with the adapter's own limits where the engine can use more than the defaults.
 * @param gpu `navigator.gpu`, or what the `webgpu` package's `create()` gives on Node
 * @param further features that are asked for where they are there: `timestamp-query`, to time kernels by
 * @param of the adapter that what is found out is kept for; any where it is not given
 * @throws NoAdapterError; OtherAdapterError; what the driver refuses with
 */
export async function openDevice(
  gpu: GPU | undefined,
  further: readonly GPUFeatureName[] = [],
  of: GPUAdapterInfo | null = null,
): Promise<OpenedDevice> {
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) throw new NoAdapterError()
  const info = infoOf(adapter)
  if (of && adapterKey(of) !== adapterKey(info)) throw new OtherAdapterError(of, info)
  const requiredLimits: Record<string, number> = {}
  for (const limit of WANTED_LIMITS) requiredLimits[limit] = adapter.limits[limit]
  const device = await adapter.requestDevice({
    requiredFeatures: [...WANTED_FEATURES, ...further].filter((feature) => adapter.features.has(feature)),
    requiredLimits,
  })
  const software = isSoftware(info)
  const name = adapterName(info)
  return {
    device,
    name: software ? `${name} (software)` : name,
    software,
    info,
    features: [...device.features].sort(),
    family: !software ? 'tiles' : device.features.has('subgroups') ? 'quads' : 'registers',
  }
}
