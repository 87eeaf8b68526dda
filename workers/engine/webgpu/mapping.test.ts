import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { mapForReading } from './mapping'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A map that ends when it is told to, and the submits meanwhile. */
function begun(userAgent: string) {
  vi.stubGlobal('navigator', { userAgent })
  const submit = vi.fn()
  const device = { queue: { submit }, createCommandEncoder: () => ({ finish: () => 'nothing' }) } as unknown as GPUDevice
  const { promise, resolve, reject } = withResolvers()
  const mapAsync = vi.fn(() => promise)
  const mapped = mapForReading(device, { size: 64, mapAsync } as unknown as GPUBuffer)
  expect(mapAsync).toHaveBeenCalledExactlyOnceWith(1, 0, 64)
  return { mapped, submit, resolve, reject }
}
function withResolvers() {
  let [resolve, reject]: [() => void, (error: Error) => void] = [() => {}, () => {}]
  const promise = new Promise<void>((yes, no) => {
    ;[resolve, reject] = [yes, no]
  })
  return { promise, resolve, reject }
}
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0'

test('Firefox is made to look for what is done until it is there, or has failed, and no longer than its own timer would matter', async () => {
  const done = begun(FIREFOX)
  await vi.advanceTimersByTimeAsync(12)
  expect(done.submit.mock.calls).toEqual(Array(3).fill([['nothing']]))
  done.resolve()
  await done.mapped
  await vi.advanceTimersByTimeAsync(100)
  expect(done.submit).toHaveBeenCalledTimes(3)

  const failed = begun(FIREFOX)
  failed.reject(new Error('lost'))
  await expect(failed.mapped).rejects.toThrow('lost')
  expect(vi.getTimerCount()).toBe(0)

  const long = begun(FIREFOX)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(long.submit).toHaveBeenCalledTimes(250)
  long.resolve()
  await long.mapped
})

test('other browsers look by themselves', async () => {
  const { mapped, submit, resolve } = begun('Mozilla/5.0 Chrome/150.0.0.0 Safari/537.36')
  await vi.advanceTimersByTimeAsync(100)
  resolve()
  await mapped
  expect(submit).not.toHaveBeenCalled()
})
