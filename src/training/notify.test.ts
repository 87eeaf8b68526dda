import { afterEach, expect, test, vi } from 'vitest'
import { notify } from './notify'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})
const OPTIONS = { body: '92% right', tag: 'run' }

test('a notification of the page’s own leads back to the page', async () => {
  const shown = Object.assign(new EventTarget(), { close: vi.fn() })
  const made = vi.fn(function shows() {
    return shown
  })
  vi.stubGlobal('Notification', made)
  const focus = vi.fn()
  vi.stubGlobal('window', { focus })
  await notify('Finished', OPTIONS)
  expect(made).toHaveBeenCalledExactlyOnceWith('Finished', OPTIONS)
  shown.dispatchEvent(new Event('click'))
  expect([focus.mock.calls.length, shown.close.mock.calls.length]).toEqual([1, 1])
})

test('where only a service worker may show one, as in Chrome on Android, it does, and where there is none nothing fails', async () => {
  vi.spyOn(console, 'info').mockReturnValue()
  vi.stubGlobal('Notification', function shows() {
    throw new TypeError('Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead.')
  })
  const showNotification = vi.fn(async () => {})
  vi.stubGlobal('navigator', { serviceWorker: { getRegistration: async () => ({ showNotification }) } })
  await notify('Finished', OPTIONS)
  expect(showNotification).toHaveBeenCalledExactlyOnceWith('Finished', OPTIONS)
  for (const serviceWorker of [
    undefined,
    { getRegistration: async () => undefined },
    { getRegistration: () => Promise.reject(new Error('blocked')) },
  ]) {
    vi.stubGlobal('navigator', { serviceWorker })
    await notify('Finished', OPTIONS)
  }
})
