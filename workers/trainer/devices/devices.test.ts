import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { offerDevice } from './devices'

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
