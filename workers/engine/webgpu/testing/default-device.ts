/** A device with exactly what the specification of WebGPU grants everywhere: no more, and no feature. */
import type { KernelFamily, OpenedDevice } from '../device'
import { nodeGpu } from './node-gpu'

/** https://www.w3.org/TR/webgpu/#limits, those that a kernel can pass. */
export const DEFAULT_LIMITS = {
  maxStorageBuffersPerShaderStage: 8,
  maxStorageBufferBindingSize: 128 * 2 ** 20,
  maxBufferSize: 256 * 2 ** 20,
  maxUniformBufferBindingSize: 64 * 2 ** 10,
  maxComputeWorkgroupStorageSize: 16 * 2 ** 10,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupSizeY: 256,
  maxComputeWorkgroupSizeZ: 64,
  maxComputeWorkgroupsPerDimension: 65535,
} as const

/** @throws Error where there is no adapter */
export async function openDefaultDevice(family: KernelFamily): Promise<OpenedDevice> {
  const adapter = await nodeGpu().requestAdapter()
  if (!adapter) throw new Error('There is no WebGPU adapter.')
  const device = await adapter.requestDevice()
  return { device, name: 'default limits', software: true, info: adapter.info, features: [...device.features], family }
}
