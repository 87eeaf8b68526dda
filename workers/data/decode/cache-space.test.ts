import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FakeBrowser, openBrowser } from '../../storage/testing/browser'
import { SILENCE } from '../../storage/testing/faults'
import { makeSpace } from './cache-space'

let browser: FakeBrowser
beforeEach(() => {
  browser = openBrowser()
})
afterEach(() => browser.close())

const folders = async (): Promise<string[]> => {
  const names: string[] = []
  const all = await (await browser.disk.storage.getDirectory()).getDirectoryHandle('decoded', { create: true })
  for await (const name of all.keys()) names.push(name)
  return names.sort()
}

test('two tabs that keep decoded pictures each have their own room: neither clears the other’s away', async () => {
  const first = await makeSpace(1e9)
  // Its workers have not opened their files yet: nothing but the lock says that it is in use.
  const second = await makeSpace(1e9)
  expect(await folders()).toEqual([first!.directory.name, second!.directory.name].sort())
  await first?.remove()
  expect(await folders()).toEqual([second!.directory.name])
})

test('what a tab left that is gone is cleared away', async () => {
  await makeSpace(1e9)
  // Its locks go with it.
  browser.losePower()
  const next = await makeSpace(1e9)
  expect(await folders()).toEqual([next!.directory.name])
})

test('wherever the browser fails there is no room, and none is left taken', async () => {
  await makeSpace(1e9)
  const calls = browser.faults.calls.length
  expect(calls).toBeGreaterThan(3)
  for (let n = 0; n < calls; n++) {
    browser.close()
    browser = openBrowser()
    browser.faults.set((_, index) => (index === n ? new DOMException('broken', 'OperationError') : null))
    expect(await makeSpace(1e9)).toBeNull()
    browser.faults.set(() => null)
    expect(await makeSpace(1e9)).not.toBeNull()
    expect(await folders()).toHaveLength(1)
  }
})

test('a browser that does not answer gives no room, and nobody waits for it for ever', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const room = await makeSpace(1e9)
    browser.faults.set(() => SILENCE)
    const gone = room?.remove()
    const none = makeSpace(1e9)
    await vi.advanceTimersByTimeAsync(60_000)
    await gone
    expect(await none).toBeNull()
    // It is tried beside, and asked again when it answers.
    browser.faults.set(() => null)
    expect(await makeSpace(1e9)).toBeNull()
    await vi.advanceTimersByTimeAsync(1)
    expect(await makeSpace(1e9)).not.toBeNull()
  } finally {
    vi.useRealTimers()
  }
})
