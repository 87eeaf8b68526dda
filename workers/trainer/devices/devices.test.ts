import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeEngine, offerDevice } from './devices'
import { roomOf } from './room'

beforeEach(() => {
  // No GPU here.
  vi.stubGlobal('navigator', { hardwareConcurrency: 4 })
  vi.stubGlobal('crossOriginIsolated', true)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** Threads of what would train, and the names that the chip shows. */
async function offered() {
  const { device, others } = await offerDevice('auto')
  return [device.threads, device.device, ...others.flatMap((other) => (other.available ? [other.device] : []))]
}
const one = [1, 'wasm, 1 thread', 'wasm, 1 thread', 'wasm, 1 thread']

test('all cores but one train where memory can be shared', async () => {
  expect(await offered()).toEqual([3, 'wasm, 3 threads', 'wasm, 3 threads', 'wasm, 3 threads'])
})

test('one thread is offered where the page is not isolated, or where a shared memory is not made or not sent, whatever the page is told', async () => {
  vi.stubGlobal('crossOriginIsolated', false)
  expect(await offered()).toEqual(one)
  vi.stubGlobal('crossOriginIsolated', true)
  vi.spyOn(MessagePort.prototype, 'postMessage').mockImplementation(() => {
    throw new DOMException('The object can not be cloned.', 'DataCloneError')
  })
  expect(await offered()).toEqual(one)
  vi.restoreAllMocks()
  vi.spyOn(WebAssembly, 'Memory').mockImplementation(function refuse() {
    throw new RangeError('could not allocate memory')
  })
  expect(await offered()).toEqual(one)
})

/** Of a browser whose adapters come, or do not, by this. */
const withGpu = (requestAdapter: () => Promise<unknown>) =>
  vi.stubGlobal('navigator', { hardwareConcurrency: 4, userAgent: 'Rocket/1', gpu: { requestAdapter } })
const refuse = () => Promise.reject(new DOMException('WebGPU is not available in this browser.', 'NotSupportedError'))

test('a browser that refuses to be asked for a graphics card, by a rejection or a throw, has none', async () => {
  for (const ask of [
    refuse,
    () => {
      throw new TypeError('blocked')
    },
  ]) {
    withGpu(ask)
    expect((await offerDevice('auto')).device).toMatchObject({ backend: 'wasm', why: 'no-adapter' })
    expect((await offerDevice('wasm')).device).toMatchObject({ backend: 'wasm', why: 'chosen' })
    expect(await roomOf({ backend: 'webgpu', threads: 0 })).toEqual({ all: null, one: null, threads: null })
  }
})

test('one that never answers is waited for once, also when what fits is asked', async () => {
  vi.useFakeTimers()
  try {
    withGpu(() => new Promise(() => {}))
    const asked = Promise.all([offerDevice('auto'), roomOf({ backend: 'webgpu', threads: 0 })])
    await vi.advanceTimersByTimeAsync(61_000)
    const [{ device }, room] = await asked
    expect([device.why, room.one]).toEqual(['no-adapter', null])
  } finally {
    vi.useRealTimers()
  }
})

test('an adapter that tells nothing of itself is a graphics card all the same, and one that is given no more is said to be', async () => {
  const adapter = { features: new Set(), limits: {}, requestDevice: () => Promise.reject(new DOMException('no device', 'OperationError')) }
  withGpu(async () => adapter)
  const { device, others } = await offerDevice('webgpu')
  expect(others[0]).toEqual({ backend: 'webgpu', available: true, device: 'GPU' })
  await expect(makeEngine(device)).rejects.toMatchObject({ code: 'device-lost', values: { detail: 'no device' } })
  withGpu(async () => null)
  await expect(makeEngine(device)).rejects.toMatchObject({ code: 'no-webgpu' })
})
