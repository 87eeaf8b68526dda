/** A plan on a device: its buffers, pipelines and bind groups, each made once, and the replay of its segments. */
import { EngineLimitError } from '../engine'
import { STAGE_COMPUTE, USAGE } from './device'
import { type KernelSpec, kernelSource, STEP_BYTES } from './kernel'
import { type DispatchPlan, type Op, type Segment, type Tensor, viewOf } from './tensors'

const MEGA = 1e6

/** The explicit layout of a kernel's group 0: the step uniform, its storage bindings. */
export function bindGroupLayout(device: GPUDevice, spec: KernelSpec): GPUBindGroupLayout {
  const names = Object.keys(spec.bindings)
  const storage = names.map((name, i): GPUBindGroupLayoutEntry => {
    const type = spec.bindings[name]!.access === 'read' ? 'read-only-storage' : 'storage'
    return { binding: i + 1, visibility: STAGE_COMPUTE, buffer: { type } }
  })
  return device.createBindGroupLayout({ entries: [{ binding: 0, visibility: STAGE_COMPUTE, buffer: { type: 'uniform' } }, ...storage] })
}

/** @param bytes of what is bound to each storage binding, in their order */
export function pipelineDescriptor(
  device: GPUDevice,
  spec: KernelSpec,
  layout: GPUBindGroupLayout,
  bytes: readonly number[],
): GPUComputePipelineDescriptor {
  return {
    label: spec.name,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module: device.createShaderModule({ label: spec.name, code: kernelSource(spec, bytes) }), entryPoint: 'main' },
  }
}

/** Thrown where a device does not take a kernel. */
export class KernelError extends Error {
  override readonly name = 'KernelError'
  constructor(
    readonly kernel: string,
    cause: unknown,
  ) {
    super(`The GPU does not take the kernel "${kernel}": ${cause instanceof Error ? cause.message : String(cause)}`)
  }
}

interface Prepared {
  readonly pipeline: GPUComputePipeline
  readonly bindGroup: GPUBindGroup
  readonly op: Op
}

/**
 * Says in plain words what a plan needs and this device does not have.
 * @throws EngineLimitError
 */
export function checkLimits(device: GPUDevice, plan: DispatchPlan, batch: number, imageSize: number): void {
  const most = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize)
  const largest = plan.buffers.reduce<DispatchPlan['buffers'][number]>(
    (max, buffer) => (buffer.bytes > max.bytes ? buffer : max),
    plan.buffers[0]!,
  )
  if (largest.bytes <= most) return
  const tensor = largest.tensors[0]!
  const fits = Math.floor((batch * most) / largest.bytes)
  const suggested = tensor.persistent && tensor.label !== 'input' ? null : fits < 1 ? null : 2 ** Math.floor(Math.log2(fits))
  const advice = suggested === null ? 'use a smaller network or smaller pictures, or the wasm backend' : `use batch ${suggested}`
  throw new EngineLimitError(
    `Batch ${batch} at ${imageSize} px needs ${Math.ceil(largest.bytes / MEGA)} MB in one buffer, this GPU gives ${Math.floor(most / MEGA)} MB: ${advice}.`,
    { batch, imageSize, needed: largest.bytes, given: most, suggestedBatch: suggested },
  )
}

export class Program {
  readonly step: GPUBuffer
  private readonly buffers: GPUBuffer[]
  private readonly prepared = new Map<string, readonly Prepared[]>()
  private readonly pipelines: Map<string, { pipeline: Promise<GPUComputePipeline>; layout: GPUBindGroupLayout }>

  /** @param pipelines a cache by source that outlives programs, so that another `load` compiles only what is new */
  constructor(
    private readonly device: GPUDevice,
    readonly plan: DispatchPlan,
    pipelines: Program['pipelines'],
  ) {
    this.pipelines = pipelines
    this.step = device.createBuffer({ label: 'step', size: STEP_BYTES, usage: USAGE.UNIFORM | USAGE.COPY_DST })
    this.buffers = plan.buffers.map(({ bytes, tensors }) =>
      device.createBuffer({ label: tensors[0]!.label, size: bytes, usage: USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST }),
    )
  }

  buffer(tensor: Tensor): GPUBuffer {
    return this.buffers[this.plan.placed.get(tensor)!]!
  }

  /** Compiles a segment's kernels and makes its bind groups. `swap` binds other tensors in some tensors' place (the moving average). */
  async prepare(segment: Segment, swap?: { readonly name: string; readonly tensors: ReadonlyMap<Tensor, Tensor> }): Promise<void> {
    const key = segment + (swap?.name ?? '')
    const ops = this.plan.segments.get(segment)
    if (!ops || this.prepared.has(key)) return
    const compiled = await Promise.all(ops.map((op) => this.compile(op)))
    this.prepared.set(
      key,
      ops.map((op, i) => {
        const { pipeline, layout } = compiled[i]!
        const resources = Object.values(op.bindings).map((bound) => {
          const { tensor, offset, bytes } = viewOf(bound)
          return { buffer: this.buffer(swap?.tensors.get(tensor) ?? tensor), offset, size: bytes }
        })
        const entries = [{ binding: 0, resource: { buffer: this.step } }, ...resources.map((resource, b) => ({ binding: b + 1, resource }))]
        return { pipeline, op, bindGroup: this.device.createBindGroup({ label: op.kernel.name, layout, entries }) }
      }),
    )
  }

  private async compile({ kernel: spec, bindings }: Op): Promise<{ pipeline: GPUComputePipeline; layout: GPUBindGroupLayout }> {
    const bytes = Object.values(bindings).map((bound) => viewOf(bound).bytes)
    const source = kernelSource(spec, bytes)
    let entry = this.pipelines.get(source)
    if (!entry) {
      const layout = bindGroupLayout(this.device, spec)
      entry = { layout, pipeline: this.device.createComputePipelineAsync(pipelineDescriptor(this.device, spec, layout, bytes)) }
      this.pipelines.set(source, entry)
    }
    try {
      return { pipeline: await entry.pipeline, layout: entry.layout }
    } catch (cause) {
      throw new KernelError(spec.name, cause)
    }
  }

  /** Records a prepared segment for a batch of n; of its operations only number `only` where that is given (a profile). */
  encode(pass: GPUComputePassEncoder, n: number, segment: Segment, swapName = '', only?: number): void {
    const prepared = this.prepared.get(segment + swapName)
    if (!prepared) throw new Error(`The segment ${segment}${swapName} was not prepared.`)
    for (const { pipeline, bindGroup, op } of only === undefined ? prepared : prepared.slice(only, only + 1)) {
      pass.setPipeline(pipeline)
      pass.setBindGroup(0, bindGroup)
      pass.dispatchWorkgroups(...op.kernel.grid(n))
    }
  }

  destroy(): void {
    for (const buffer of [...this.buffers, this.step]) buffer.destroy()
  }
}
