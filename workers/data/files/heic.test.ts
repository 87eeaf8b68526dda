import { afterEach, expect, test, vi } from 'vitest'
import { real } from './headers/testing'
import { HeicTrial } from './heic'
import type { SampleSource } from './source'

afterEach(() => vi.unstubAllGlobals())

const fileOf = (bytes: Uint8Array<ArrayBuffer>): SampleSource => ({ kind: 'file', file: new File([bytes], 'IMG.HEIC') })

test('of many files that are looked at at once all hear what the first trial finds, and a damaged one is tried once', async () => {
  const good = fileOf(await real('avif'))
  const decode = vi.fn(() => Promise.resolve({ close: () => undefined }))
  vi.stubGlobal('createImageBitmap', decode)
  const trial = new HeicTrial()
  expect(await Promise.all(Array.from({ length: 32 }, () => trial.readsWith(good)))).toEqual(new Array(32).fill(true))
  expect(decode).toHaveBeenCalledTimes(1)

  const second = new HeicTrial()
  const damaged = fileOf(new Uint8Array(8))
  expect(await Promise.all([second.readsWith(damaged), second.readsWith(good), second.readsWith(good)])).toEqual([false, true, true])
  expect(decode).toHaveBeenCalledTimes(2)
})

test('where it is not read two files tell, however many are looked at at once', async () => {
  const decode = vi.fn(() => Promise.reject(new Error('not here')))
  vi.stubGlobal('createImageBitmap', decode)
  const [trial, some] = [new HeicTrial(), fileOf(await real('avif'))]
  expect(await Promise.all(Array.from({ length: 32 }, () => trial.readsWith(some)))).toEqual(new Array(32).fill(false))
  expect(decode).toHaveBeenCalledTimes(2)
})
