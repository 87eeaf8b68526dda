import { expect, test, vi } from 'vitest'
import { listCameras, openCamera, troubleOf } from './camera'

test('each failure of getUserMedia has its message', () => {
  const of = (name: string) => troubleOf(new DOMException('', name))
  expect(['NotAllowedError', 'NotFoundError', 'NotReadableError', 'AbortError', 'NotSupportedError'].map(of)).toEqual([
    'denied',
    'none',
    'busy',
    'busy',
    'unsupported',
  ])
})

test('without media devices it says that cameras are not supported', async () => {
  const thrown = await openCamera().catch((error: unknown) => error)
  expect(troubleOf(thrown)).toBe('unsupported')
})

test('a browser that does not tell its cameras has none to choose, and the open one goes on', async () => {
  vi.stubGlobal('navigator', { mediaDevices: { enumerateDevices: () => Promise.reject(new DOMException('', 'NotAllowedError')) } })
  expect(await listCameras()).toEqual([])
  vi.unstubAllGlobals()
})
