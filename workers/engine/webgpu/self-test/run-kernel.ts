/** Runs one kernel on given arrays and reads its outputs back: what the self-test and the parity tests stand on. */
import { USAGE } from '../device'
import { type KernelSpec, STEP_BYTES } from '../kernel'
import { readMapped } from '../mapping'
import { bindGroupLayout, pipelineDescriptor } from '../program'

/** Data for an input (or read-write) binding, or a length in f32 words for an output that starts as zeros. */
export type BindingData = Float32Array | Uint32Array | number

const STORAGE = USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST

/** What is other in a further dispatch of the same kernel on the same buffers. */
export interface Again<Name extends string> {
  readonly uniform: ArrayBuffer
  readonly data: Partial<Record<Name, Float32Array>>
}

const bytesOf = (value: BindingData): number => (typeof value === 'number' ? value * 4 : value.byteLength)

export interface Compiled {
  readonly layout: GPUBindGroupLayout
  readonly pipeline: GPUComputePipeline
}

/**
 * Has a kernel compiled for what it will be bound to; several at once, where a driver has threads to compile on.
 * @throws what the device says where it takes it not
 */
export async function compile<Name extends string>(
  device: GPUDevice,
  spec: KernelSpec<Name>,
  data: Record<Name, BindingData>,
): Promise<Compiled> {
  device.pushErrorScope('validation')
  const layout = bindGroupLayout(device, spec)
  const names = Object.keys(spec.bindings) as Name[]
  const sizes = names.map((name) => bytesOf(data[name]))
  const compiling = device.createComputePipelineAsync(pipelineDescriptor(device, spec, layout, sizes))
  // Of no other kernel that is compiled meanwhile: nothing is waited for between the two.
  const scope = device.popErrorScope()
  const [pipeline, error] = await Promise.all([compiling, scope])
  if (error) throw new Error(`${spec.name}: ${error.message}`)
  return { layout, pipeline }
}

/** @returns every `read_write` binding's content after the dispatch and those that follow `again`, as f32 */
export async function runKernel<Name extends string>(
  device: GPUDevice,
  spec: KernelSpec<Name>,
  data: Record<Name, BindingData>,
  n: number,
  uniform: ArrayBuffer = stepOf({ n }),
  again: Iterable<Again<Name>> = [],
  compiled: Promise<Compiled> = compile(device, spec, data),
): Promise<Record<string, Float32Array>> {
  const { layout, pipeline } = await compiled
  device.pushErrorScope('validation')
  const step = device.createBuffer({ size: STEP_BYTES, usage: USAGE.UNIFORM | USAGE.COPY_DST })
  device.queue.writeBuffer(step, 0, uniform)
  const names = Object.keys(spec.bindings) as Name[]
  const buffers = names.map((name) => {
    const value = data[name]
    const buffer = device.createBuffer({ size: bytesOf(value), usage: STORAGE })
    if (typeof value !== 'number') device.queue.writeBuffer(buffer, 0, value.buffer as ArrayBuffer, value.byteOffset, value.byteLength)
    return buffer
  })
  const entries = [step, ...buffers].map((buffer, binding) => ({ binding, resource: { buffer } }))
  const bind = device.createBindGroup({ layout, entries })
  const dispatch = () => {
    const encoder = device.createCommandEncoder()
    const pass = encoder.beginComputePass()
    pass.setPipeline(pipeline)
    pass.setBindGroup(0, bind)
    pass.dispatchWorkgroups(...spec.grid(n))
    pass.end()
    device.queue.submit([encoder.finish()])
  }
  dispatch()
  for (const next of again) {
    device.queue.writeBuffer(step, 0, next.uniform)
    for (const [name, value] of Object.entries<Float32Array | undefined>(next.data))
      if (value) device.queue.writeBuffer(buffers[names.indexOf(name as Name)]!, 0, value as Float32Array<ArrayBuffer>)
    dispatch()
  }
  const encoder = device.createCommandEncoder()
  const outputs = names.filter((name) => spec.bindings[name].access === 'read_write')
  const staged = outputs.map((name) => {
    const source = buffers[names.indexOf(name)]!
    const staging = device.createBuffer({ size: source.size, usage: USAGE.MAP_READ | USAGE.COPY_DST })
    encoder.copyBufferToBuffer(source, 0, staging, 0, source.size)
    return staging
  })
  device.queue.submit([encoder.finish()])
  // Of this kernel alone: nothing was waited for since the scope began.
  const error = await device.popErrorScope()
  if (error) throw new Error(`${spec.name}: ${error.message}`)
  const result: Record<string, Float32Array> = {}
  for (const [i, name] of outputs.entries()) {
    const staging = staged[i]!
    result[name] = await readMapped(device, staging, staging.size)
    staging.destroy()
  }
  for (const buffer of [...buffers, step]) buffer.destroy()
  return result
}

/** Fields of the step uniform by kernel.ts's names; what is left out is 0, but `first`, `scale` and `serial` are 1. */
export interface StepFields {
  readonly n: number
  readonly counter?: number
  readonly seed?: number
  readonly first?: number
  readonly scale?: number
  readonly slot?: number
  readonly serial?: number
  readonly clip?: number
  readonly beta1?: number
  readonly beta2?: number
  readonly eps?: number
  readonly momentum?: number
  readonly emaDecay?: number
  readonly nesterov?: number
  /** Learning rate, weight decay and Adam's corrections (1 - beta1^t, sqrt(1 - beta2^t)) of each group. */
  readonly groups?: readonly (readonly number[])[]
}

/** A step uniform with only the named fields set; words as in kernel.ts. */
export function stepOf(fields: StepFields): ArrayBuffer {
  const buffer = new ArrayBuffer(STEP_BYTES)
  const words = new Uint32Array(buffer)
  const floats = new Float32Array(buffer)
  const { counter = 0, seed = 0, first = 1, scale = 1, slot = 0, serial = 1, clip = 0, beta1 = 0, beta2 = 0, eps = 0 } = fields
  const { momentum = 0, emaDecay = 0, nesterov = 0, groups = [] } = fields
  words.set([fields.n, counter, seed, first])
  floats[4] = scale
  words.set([slot, serial], 5)
  floats.set([clip, beta1, beta2, eps, momentum, emaDecay], 7)
  words[13] = nesterov
  groups.forEach((group, g) => {
    floats.set(group, 16 + g * 4)
  })
  return buffer
}
