import { expect, test, vi } from 'vitest'
import { openBrowser } from '../storage/testing/browser'
import { SILENCE, unknownError } from '../storage/testing/faults'
import { openPart, type Part, partsBytes } from './parts'

const ADDRESS = 'https://huggingface.co/a'
const write = (part: Part, byte: number) => part.access.write(Uint8Array.of(byte), { at: 0 })

test('files that answer after their time are let go of: the next download of the address has its part', async () => {
  const browser = openBrowser()
  let answer = () => {}
  const late = new Promise<void>((resolve) => {
    answer = resolve
  })
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('downloads', { create: true })
  browser.faults.set(() => null)
  const get = folder.getFileHandle
  folder.getFileHandle = async (...args) => {
    const file = await get(...args)
    await late
    return file
  }
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const opened = openPart(ADDRESS)
    await vi.waitFor(() => expect(browser.faults.calls).toContain('create'))
    await vi.advanceTimersByTimeAsync(60_000)
    write(await opened, 1)
    answer()
    await vi.waitFor(() => expect(browser.faults.calls).toContain('close'))
    const next = await openPart(ADDRESS)
    write(next, 2)
    await next.end(true)
    expect(await partsBytes(), 'on the disk again').toBe(1)
  } finally {
    vi.useRealTimers()
    browser.close()
  }
})

test('while another tab fetches the same address a download is on its way in memory', async () => {
  const browser = openBrowser()
  try {
    const one = await openPart(ADDRESS)
    const other = await openPart(ADDRESS)
    write(one, 1)
    write(other, 2)
    expect(new Uint8Array(await other.whole())).toEqual(Uint8Array.of(2))
    expect(new Uint8Array(await one.whole())).toEqual(Uint8Array.of(1))
  } finally {
    browser.close()
  }
})

test('letting go of a part tells no error of its own', async () => {
  const browser = openBrowser()
  const told = vi.spyOn(console, 'warn').mockImplementation(() => {})
  try {
    const part = await openPart(ADDRESS)
    browser.faults.set((call) => (call === 'remove' || call === 'close' ? unknownError() : null))
    await part.end(false)
    expect(told).toHaveBeenCalledOnce()
  } finally {
    told.mockRestore()
    browser.close()
  }
})

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
