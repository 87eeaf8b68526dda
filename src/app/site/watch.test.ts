import { afterEach, expect, test, vi } from 'vitest'
import { memoryTexts } from '../../testing/memoryTexts'
import { testStore } from '../../testing/testStore'
import { watchSite } from './watch'

afterEach(() => vi.unstubAllGlobals())

const FOLDER = 'https://host.example/pages/studio/'

/** A service worker as the page sees it. */
class FakeWorker extends EventTarget {
  readonly told: unknown[] = []
  constructor(public state: ServiceWorkerState) {
    super()
  }
  postMessage(message: unknown) {
    this.told.push(message)
  }
  become(state: ServiceWorkerState) {
    this.state = state
    this.dispatchEvent(new Event('statechange'))
  }
}

class FakeRegistration extends EventTarget {
  installing: FakeWorker | null = null
  waiting: FakeWorker | null = null
  active: FakeWorker | null = new FakeWorker('activated')
  readonly unregister = vi.fn(async () => true)
  constructor(readonly scope = FOLDER) {
    super()
  }
}

interface Setting {
  readonly address?: string
  readonly found?: FakeRegistration
  readonly registered?: FakeRegistration
  /** Of the script, as the host answers. */
  readonly status?: number
  readonly type?: string
}

/** Watches a page there, and tells what became of it. */
async function watched({ address = FOLDER, found, registered, status = 200, type = 'text/javascript' }: Setting) {
  vi.stubGlobal('localStorage', memoryTexts())
  vi.stubGlobal('fetch', async () => new Response(null, { status, headers: { 'content-type': type } }))
  const forgotten: string[] = []
  vi.stubGlobal('caches', { delete: async (name: string) => forgotten.push(name) > 0 })
  const register = vi.fn(async () => registered)
  const reload = vi.fn()
  const workers = Object.assign(new EventTarget(), { getRegistration: async () => found, register })
  const { hostname } = new URL(address)
  const page = {
    navigator: { serviceWorker: workers },
    document: new EventTarget(),
    location: { href: address, hostname, reload },
  } as unknown as Window
  const store = testStore()
  await watchSite(page, store)
  return { store, workers, register, reload, forgotten, take: () => store.getState().takeVersion }
}

test('a service worker of a folder above is another’s: it is told nothing and stays, and this page gets its own', async () => {
  const [found, registered] = [new FakeRegistration('https://host.example/'), new FakeRegistration()]
  const { register } = await watched({ found, registered, status: 404 })
  expect(register).toHaveBeenCalledOnce()
  expect(found.active?.told).toEqual([])
  expect(found.unregister).not.toHaveBeenCalled()
  expect(registered.unregister).toHaveBeenCalledOnce()
})

test('every file is kept once the first service worker runs; on this machine’s own addresses none is', async () => {
  const registered = new FakeRegistration()
  registered.active = null
  const first = new FakeWorker('installing')
  registered.installing = first
  const done = watched({ registered })
  await new Promise((resolve) => setTimeout(resolve))
  expect(first.told).toEqual([])
  registered.active = first
  first.become('activating')
  const { store, workers } = await done
  expect(first.told).toEqual(['keep'])
  workers.dispatchEvent(new MessageEvent('message', { data: { kept: true } }))
  expect(store.getState().isKept).toBe(true)

  for (const address of ['http://localhost:8080/', 'http://127.0.0.1/', 'http://[::1]:3000/']) {
    const found = new FakeRegistration(address)
    await watched({ address, found })
    expect(found.active?.told).toEqual([])
    expect(found.unregister).not.toHaveBeenCalled()
  }
})

test('where the host has no such script any more, the service worker goes and what it kept, also where a page is sent for whatever is missing', async () => {
  for (const { gone, ...answer } of [
    { status: 404, gone: true },
    { status: 410, gone: true },
    { status: 200, type: 'text/html; charset=utf-8', gone: true },
    { status: 503, type: 'text/html', gone: false },
    { status: 200, type: 'application/javascript', gone: false },
    { status: 200, type: '', gone: false },
  ]) {
    const found = new FakeRegistration()
    const { forgotten } = await watched({ found, ...answer })
    expect([found.unregister.mock.calls.length, forgotten, found.active?.told]).toEqual(
      gone ? [1, ['trainyard /pages/studio/'], []] : [0, [], ['keep']],
    )
  }
})

test('a new version is taken in the tab where that was pressed, once it runs, and offered no longer', async () => {
  const found = new FakeRegistration()
  const next = new FakeWorker('installed')
  found.waiting = next
  const [here, other] = [await watched({ found }), await watched({ found })]
  const press = here.take()!
  const late = other.take()!
  press()
  expect(next.told).toEqual(['take'])
  expect(here.reload).not.toHaveBeenCalled()
  found.waiting = null
  next.become('activating')
  expect([here.take(), other.take()]).toEqual([null, null])
  next.become('activated')
  expect(here.reload).toHaveBeenCalledOnce()
  expect(other.reload).not.toHaveBeenCalled()
  // Pressed in the moment in which another tab had taken it.
  late()
  expect(other.reload).toHaveBeenCalledOnce()
})

test('pressed for a version that a newer one replaced, nothing reloads the page later, and the newer one is offered', async () => {
  const found = new FakeRegistration()
  const next = new FakeWorker('installed')
  found.waiting = next
  const { workers, reload, take } = await watched({ found })
  take()!()
  const newer = new FakeWorker('installing')
  found.installing = newer
  found.dispatchEvent(new Event('updatefound'))
  found.installing = null
  found.waiting = newer
  next.become('redundant')
  expect(take()).toBeNull()
  newer.become('installed')
  expect(take()).not.toBeNull()
  workers.dispatchEvent(new Event('controllerchange'))
  expect(reload).not.toHaveBeenCalled()
})

test('a version that was on its way when the page began to watch is offered, too', async () => {
  const found = new FakeRegistration()
  const next = new FakeWorker('installing')
  found.installing = next
  const { take } = await watched({ found })
  expect(take()).toBeNull()
  found.installing = null
  found.waiting = next
  next.become('installed')
  expect(take()).not.toBeNull()
})
