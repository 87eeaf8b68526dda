/** What the service worker does with each event, over a browser's kept answers. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const SCOPE = 'https://host.example/studio/'
const PAGE = 'page'
const OLD = `${SCOPE}assets/old-1.js?0123456789abcdef`

type Handler = (event: object) => void
let [handlers, entries]: [Map<string, Handler>, Map<string, Response>] = [new Map(), new Map()]
const focus = vi.fn(async () => {})
const browser = { tabs: 1, waiting: null as object | null, installing: null as object | null }

beforeEach(async () => {
  handlers = new Map()
  entries = new Map([[OLD, new Response('old')]])
  Object.assign(browser, { tabs: 1, waiting: null, installing: null })
  const cache = {
    match: async (url: string, { ignoreSearch = false } = {}) => (ignoreSearch ? entries.values().next().value : entries.get(url)?.clone()),
    put: async (url: string, response: Response) => void entries.set(url, response),
    keys: async () => Array.from(entries.keys(), (url) => ({ url })),
    delete: async (url: string) => entries.delete(url),
  }
  vi.stubGlobal('__SITE__', { files: { 'index.html': createHash('sha256').update(PAGE).digest('hex') }, headers: {}, own: [] })
  vi.stubGlobal('caches', { open: async () => cache })
  vi.stubGlobal('self', {
    registration: {
      scope: SCOPE,
      get waiting() {
        return browser.waiting
      },
      get installing() {
        return browser.installing
      },
    },
    clients: { matchAll: async () => Array.from({ length: browser.tabs }, () => ({ focus })) },
    fetch: async () => new Response(PAGE),
    skipWaiting: async () => {},
    addEventListener: (name: string, handler: Handler) => handlers.set(name, handler),
  })
  vi.resetModules()
  await import('./worker')
})
afterEach(() => vi.unstubAllGlobals())

/** Resolves when the work that the event is kept alive for is done. */
async function happen(name: string, event: object = {}): Promise<void> {
  let done: Promise<unknown> = Promise.resolve()
  handlers.get(name)!({ ...event, waitUntil: (work: Promise<unknown>) => (done = work) })
  await done
}
const keep = async () => {
  const postMessage = vi.fn()
  await happen('message', { data: 'keep', source: { postMessage } })
  return postMessage.mock.calls
}

it('sweeps what an earlier version left when it takes over, if no other page is open', async () => {
  await happen('activate')
  expect(entries.has(OLD)).toBe(false)
})

it('sweeps it later where another page was open then', async () => {
  browser.tabs = 2
  await happen('activate')
  expect(await keep()).toEqual([[{ kept: true }]])
  expect(entries.has(OLD)).toBe(true)
  browser.tabs = 1
  expect(await keep()).toEqual([[{ kept: true }]])
  expect(entries.has(OLD)).toBe(false)
  expect(entries.size).toBe(2)
})

it('leaves alone what a version that waits, or is on its way, has fetched', async () => {
  for (const place of ['waiting', 'installing'] as const) {
    browser[place] = {}
    await keep()
    expect(entries.has(OLD)).toBe(true)
    browser[place] = null
  }
})

it('leads to the page from its notification, and nowhere where it is closed', async () => {
  const close = vi.fn()
  await happen('notificationclick', { notification: { close } })
  browser.tabs = 0
  await happen('notificationclick', { notification: { close } })
  expect([close.mock.calls.length, focus.mock.calls.length]).toEqual([2, 1])
})
