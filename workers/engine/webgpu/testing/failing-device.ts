/** A device that fails when told to: what a full or confused GPU does to the engine, without filling one. */
import { globals } from 'webgpu'
import { around } from './counting-device'

export interface Faults {
  /** The next `popErrorScope` reports that memory ran out, as after a `createBuffer` that did not fit. */
  scopeOutOfMemory: boolean
  /** The next dispatch asks for more workgroups than WebGPU allows: a real command, really refused. */
  invalidDispatch: boolean
}

const outOfMemory = (message: string): GPUError =>
  new (globals as { GPUOutOfMemoryError: typeof GPUOutOfMemoryError }).GPUOutOfMemoryError(message)

/** @returns the wrapped device, its faults to be switched on, and `runOut`, which tells its listeners of an uncaptured out-of-memory */
export function failingDevice(device: GPUDevice): { device: GPUDevice; faults: Faults; runOut: () => void } {
  const faults: Faults = { scopeOutOfMemory: false, invalidDispatch: false }
  const listeners: ((event: { error: GPUError }) => void)[] = []
  const pass = (inner: GPUComputePassEncoder) =>
    around(inner, {
      dispatchWorkgroups: (...size) => {
        const asked = faults.invalidDispatch ? [device.limits.maxComputeWorkgroupsPerDimension + 1, 1, 1] : size
        faults.invalidDispatch = false
        inner.dispatchWorkgroups(...(asked as [number, number, number]))
      },
    })
  const wrapped = around(device, {
    createCommandEncoder: () => {
      const encoder = device.createCommandEncoder()
      return around(encoder, { beginComputePass: () => pass(encoder.beginComputePass()) })
    },
    popErrorScope: async () => {
      const real = await device.popErrorScope()
      if (!faults.scopeOutOfMemory) return real
      faults.scopeOutOfMemory = false
      return outOfMemory('the allocation failed')
    },
    addEventListener: (type, listener) => {
      if (type === 'uncapturederror') listeners.push(listener as (typeof listeners)[number])
      device.addEventListener(type as 'uncapturederror', listener as (event: GPUUncapturedErrorEvent) => void)
    },
  })
  const runOut = () => {
    for (const listener of listeners) listener({ error: outOfMemory('the allocation failed') })
  }
  return { device: wrapped, faults, runOut }
}
