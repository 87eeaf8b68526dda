import { afterEach, expect, test, vi } from 'vitest'
import { type AwakePage, keepAwake } from './keepAwake'

afterEach(() => vi.restoreAllMocks())

/** A page whose locks are counted; hidden, it loses those that it has. */
function fakePage(request?: () => Promise<never>) {
  const locks: { released: boolean; release(): Promise<void> }[] = []
  let look: () => void = () => {}
  const document = {
    visibilityState: 'visible' as DocumentVisibilityState,
    addEventListener: (_: string, listener: unknown) => {
      look = listener as () => void
    },
  }
  const take = async () => {
    const lock = {
      released: false,
      async release() {
        lock.released = true
      },
    }
    locks.push(lock)
    return lock
  }
  const page: AwakePage = { navigator: { wakeLock: { request: request ?? take } }, document }
  const see = async (visibilityState: DocumentVisibilityState) => {
    document.visibilityState = visibilityState
    if (visibilityState === 'hidden') for (const lock of locks) lock.released = true
    look()
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { page, see, held: () => locks.filter(({ released }) => !released).length, taken: () => locks.length }
}

test('the machine is kept awake while it is wanted, and given back after', async () => {
  const { page, held } = fakePage()
  const awake = keepAwake(page)
  expect(held()).toBe(0)
  await awake(true)
  await awake(true)
  expect(held()).toBe(1)
  await awake(false)
  expect(held()).toBe(0)
})

test('a lock that was lost with the tab is taken again when the tab is seen, and only while it is wanted', async () => {
  const { page, see, held, taken } = fakePage()
  const awake = keepAwake(page)
  await awake(true)
  await see('hidden')
  expect(held()).toBe(0)
  await see('visible')
  expect(held()).toBe(1)
  await see('hidden')
  await awake(false)
  await see('visible')
  expect([held(), taken()]).toEqual([0, 2])
})

test('a lock that comes only after the work is over is given back', async () => {
  const { page, held, taken } = fakePage()
  let give: () => void = () => {}
  const request = vi.fn(async () => {
    await new Promise<void>((yes) => (give = yes))
    return fake.request('screen')
  })
  const fake = page.navigator.wakeLock!
  const awake = keepAwake({ ...page, navigator: { wakeLock: { request } } })
  const on = awake(true)
  await vi.waitFor(() => expect(request).toHaveBeenCalledOnce())
  const off = awake(false)
  give()
  await Promise.all([on, off])
  expect([held(), taken()]).toEqual([0, 1])
})

test('where there is no lock, or it is refused, the work goes on', async () => {
  vi.spyOn(console, 'info').mockImplementation(() => {})
  const { page } = fakePage(() => Promise.reject(new DOMException('low battery', 'NotAllowedError')))
  await keepAwake(page)(true)
  expect(console.info).toHaveBeenCalledOnce()
  await keepAwake({ ...page, navigator: {} })(true)
  expect(console.info).toHaveBeenCalledOnce()
})
