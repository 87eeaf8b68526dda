/** A device that counts what is asked of it: what a step costs in calls, for tests and benchmarks. */

export interface Counts {
  dispatches: number
  submits: number
  /** Buffers, bind groups, bind group layouts, shader modules and pipelines made. */
  created: number
  /** Bytes of the buffers made and not destroyed. */
  bytes: number
}

type Call = (...args: unknown[]) => unknown

/** Methods of `target` stay bound to it; those named in `replaced` are called in their place. */
export function around<T extends object>(target: T, replaced: Readonly<Record<string, Call>>): T {
  return new Proxy(target, {
    get(_, name) {
      const own = typeof name === 'string' ? replaced[name] : undefined
      if (own) return own
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/**
 * @param commands false leaves encoders and the queue as they are, and `dispatches` and `submits` at 0: where a step's time in JavaScript is
 * measured, the wrapper's own must not be in it
 * @returns the wrapped device, to be given in the device's place, and its counts, which only ever grow but for `bytes`
 */
export function countingDevice(device: GPUDevice, commands = true): { device: GPUDevice; counts: Counts } {
  const counts: Counts = { dispatches: 0, submits: 0, created: 0, bytes: 0 }
  const counted = Object.fromEntries(
    (
      ['createBindGroup', 'createBindGroupLayout', 'createShaderModule', 'createComputePipeline', 'createComputePipelineAsync'] as const
    ).map((name) => [
      name,
      (...args: unknown[]) => {
        counts.created++
        return (device[name] as Call).apply(device, args)
      },
    ]),
  )
  const buffer = (descriptor: GPUBufferDescriptor) => {
    const made = device.createBuffer(descriptor)
    counts.created++
    counts.bytes += made.size
    const destroy = made.destroy.bind(made)
    let there = true
    made.destroy = () => {
      if (there) counts.bytes -= made.size
      there = false
      return destroy()
    }
    return made
  }
  const pass = (inner: GPUComputePassEncoder) =>
    around(inner, {
      dispatchWorkgroups: (...size: unknown[]) => {
        counts.dispatches++
        return (inner.dispatchWorkgroups as Call).apply(inner, size)
      },
    })
  const encoder = (inner: GPUCommandEncoder) => around(inner, { beginComputePass: () => pass(inner.beginComputePass()) })
  const queue = around(device.queue, {
    submit: (commands) => {
      counts.submits++
      device.queue.submit(commands as GPUCommandBuffer[])
    },
  })
  const wrapped = around(device, {
    ...counted,
    createBuffer: (descriptor) => buffer(descriptor as GPUBufferDescriptor),
    ...(commands ? { createCommandEncoder: () => encoder(device.createCommandEncoder()) } : {}),
  })
  if (!commands) return { device: wrapped, counts }
  return { device: new Proxy(wrapped, { get: (target, name) => (name === 'queue' ? queue : Reflect.get(target, name, target)) }), counts }
}
