/** A device on which some kernels are broken: what a faulty driver or compiler does, really done. */
import { around } from './counting-device'

/** How a kernel is broken: its WGSL made another one, or nothing that is read after it ever comes. */
export type Break = ((code: string) => string) | 'hang'

/**
 * @param kernel of those whose name it matches
 * @param hung called when somebody begins to wait for what never comes
 */
export function brokenDevice(device: GPUDevice, kernel: RegExp, how: Break, hung: () => void = () => {}): GPUDevice {
  let hangs = false
  /** Modules and pipelines of what never ends once it is dispatched. */
  const endless = new Set<unknown>()
  const watched = (pass: GPUComputePassEncoder) =>
    around(pass, {
      setPipeline: (pipeline) => {
        hangs ||= endless.has(pipeline)
        return pass.setPipeline(pipeline as GPUComputePipeline)
      },
    })
  return around(device, {
    createComputePipelineAsync: async (descriptor) => {
      const asked = descriptor as GPUComputePipelineDescriptor
      const pipeline = await device.createComputePipelineAsync(asked)
      if (endless.has(asked.compute.module)) endless.add(pipeline)
      return pipeline
    },
    createCommandEncoder: () => {
      const encoder = device.createCommandEncoder()
      return around(encoder, { beginComputePass: () => watched(encoder.beginComputePass()) })
    },
    createShaderModule: (descriptor) => {
      const { label = '', code } = descriptor as GPUShaderModuleDescriptor
      if (!kernel.test(label)) return device.createShaderModule({ label, code })
      if (how === 'hang') {
        const module = device.createShaderModule({ label, code })
        endless.add(module)
        return module
      }
      const other = how(code)
      if (other === code) throw new Error(`${label} has nothing there to be broken`)
      return device.createShaderModule({ label, code: other })
    },
    createBuffer: (descriptor) => {
      const buffer = device.createBuffer(descriptor as GPUBufferDescriptor)
      const map = buffer.mapAsync.bind(buffer)
      buffer.mapAsync = (...args) => {
        if (!hangs) return map(...args)
        hung()
        return new Promise(() => {})
      }
      return buffer
    },
  })
}
