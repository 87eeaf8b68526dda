import { expect, test, vi } from 'vitest'
import { facingOf, listCameras, openCamera, troubleOf } from './camera'

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

test('the camera on the back is asked for first, and one that was chosen alone', async () => {
  const getUserMedia = vi.fn((_: MediaStreamConstraints) => Promise.resolve({} as MediaStream))
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } })
  await openCamera()
  await openCamera('second')
  vi.unstubAllGlobals()
  const [first, second] = getUserMedia.mock.calls.map(([{ video }]) => video)
  expect(first).toMatchObject({ facingMode: { ideal: 'environment' } })
  expect(second).toMatchObject({ deviceId: { exact: 'second' } })
  expect(second).not.toHaveProperty('facingMode')
})

test('a camera that says nothing of where it looks stands before a person', () => {
  const facing = (facingMode?: string) =>
    facingOf({ getVideoTracks: () => [{ getSettings: () => ({ facingMode }) }] } as unknown as MediaStream)
  expect(['environment', 'user', undefined].map(facing)).toEqual(['back', 'front', 'front'])
})

test('a camera that does not come is said once after a while, and taken when it comes; one that comes is not', async () => {
  vi.useFakeTimers()
  try {
    let come = (_: object) => {}
    vi.stubGlobal('navigator', {
      mediaDevices: {
        getUserMedia: () =>
          new Promise((resolve) => {
            come = resolve
          }),
      },
    })
    const silent = vi.fn()
    const opened = openCamera(undefined, silent)
    await vi.advanceTimersByTimeAsync(29_000)
    expect(silent).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(silent).toHaveBeenCalledOnce()
    const stream = {}
    come(stream)
    expect(await opened).toBe(stream)
    const next = openCamera(undefined, silent)
    come(stream)
    await next
    await vi.advanceTimersByTimeAsync(60_000)
    expect(silent).toHaveBeenCalledOnce()
  } finally {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  }
})
