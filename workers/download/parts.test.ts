import { expect, test, vi } from 'vitest'
import { openBrowser } from '../storage/testing/browser'
import { SILENCE } from '../storage/testing/faults'
import { openPart, partsBytes } from './parts'

test('where the browser’s files do not answer a download is on its way in memory', async () => {
  const browser = openBrowser()
  browser.faults.set((call) => (call === 'access' ? SILENCE : null))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const opened = openPart('https://huggingface.co/a')
    // Node hashes on threads of its own.
    await vi.waitFor(() => expect(browser.faults.calls).toContain('access'))
    await vi.advanceTimersByTimeAsync(60_000)
    const part = await opened
    part.access.write(Uint8Array.of(1, 2, 3), { at: 0 })
    expect(new Uint8Array(await part.whole())).toEqual(Uint8Array.of(1, 2, 3))
    browser.faults.set(() => null)
    await partsBytes()
    await vi.advanceTimersByTimeAsync(1)
    expect(await partsBytes()).toBe(0)
  } finally {
    vi.useRealTimers()
    browser.close()
  }
})
