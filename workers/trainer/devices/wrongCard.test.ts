/** A graphics card whose driver gives a device and refuses every kernel: the processor trains, and there is something to report. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type * as Devices from './devices'

const refuse = () => {
  throw new Error('the driver does not compile')
}
const limits = new Proxy({}, { get: () => 1 })
const device = {
  limits,
  features: new Set<string>(),
  lost: new Promise(() => {}),
  pushErrorScope: refuse,
  createBuffer: refuse,
  destroy: () => {},
}
const adapter = {
  info: { vendor: 'acme', architecture: 'rocket', device: '', description: 'Acme Rocket' },
  features: new Set<string>(),
  limits,
  requestDevice: async () => device,
}

let offerDevice: typeof Devices.offerDevice
beforeEach(async () => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 4, userAgent: 'Rocket/1', gpu: { requestAdapter: async () => adapter } })
  // What was found of an adapter is remembered by the module.
  vi.resetModules()
  offerDevice = (await import('./devices')).offerDevice
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

it.each(['auto', 'webgpu'] as const)('computes nothing for %s, and is reported', async (chosen) => {
  const { device: taken, report } = await offerDevice(chosen)
  expect(taken).toMatchObject({ backend: 'wasm', why: 'gpu-wrong' })
  for (const part of ['Acme Rocket', 'Rocket/1', 'conv-forward-tiles', 'conv-forward-registers', 'the driver does not compile'])
    expect(report).toContain(part)
})

it('is not tried where the processor was chosen', async () => {
  expect(await offerDevice('wasm')).toMatchObject({ device: { backend: 'wasm', why: 'chosen' } })
  expect((await offerDevice('wasm')).report).toBeUndefined()
})
