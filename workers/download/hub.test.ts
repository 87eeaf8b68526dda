/** Downloads over a storage and a network that do as they are told: what stays of those that fail, and that none goes on for ever. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MOST_WEIGHTS_BYTES } from '../protocol'
import { downloadFile } from './hub'
import { clearKeptWeights, keptWeights } from './keep'
import { openPart } from './parts'
import { type FakeStorage, fakeStorage } from './testing'

const NAME = 'timm/resnet18.tv_in1k'
const FILE = Uint8Array.from({ length: 1000 }, (_, i) => i)

let storage: FakeStorage
/** What the hub does with each request for the file, first to last. */
let answers: ((from: number, signal: AbortSignal) => Response | Promise<Response>)[]
/** Its API's answer. */
let listing: () => Response | Promise<Response>

/** A body that gives some bytes, and then does as `end` says. */
function body(bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal, end: 'close' | 'break' | 'hang'): ReadableStream {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes)
      if (end === 'close') controller.close()
      if (end === 'break') setTimeout(() => controller.error(new TypeError('network error')))
      signal.addEventListener('abort', () => controller.error(signal.reason))
    },
  })
}
const part = (from: number, to: number, end: 'close' | 'break' | 'hang') => (asked: number, signal: AbortSignal) => {
  expect(asked).toBe(from)
  return new Response(body(FILE.slice(from, to), signal, end), {
    status: from > 0 ? 206 : 200,
    headers: { 'content-length': `${FILE.length - from}` },
  })
}
const silent = (_: number, signal: AbortSignal) =>
  new Promise<Response>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

beforeEach(() => {
  storage = fakeStorage()
  answers = []
  listing = () => new Response('', { status: 503 })
  vi.stubGlobal('navigator', storage.globals.navigator)
  vi.stubGlobal('caches', storage.globals.caches)
  vi.stubGlobal('fetch', async (address: string, { signal, headers }: { signal: AbortSignal; headers?: { range?: string } }) => {
    signal.throwIfAborted()
    if (address.includes('/api/')) return listing()
    return answers.shift()!(Number(/\d+/.exec(headers?.range ?? '')?.[0] ?? 0), signal)
  })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** The outcome of a download, time passing as fast as it is waited for; cancelled once so many bytes are here. */
async function outcome(from = NAME, cancelAt = Number.POSITIVE_INFINITY) {
  const abort = new AbortController()
  let pending = true
  const settled = downloadFile(from, abort.signal, ({ bytes }) => {
    if (bytes >= cancelAt) abort.abort(new Error('cancelled'))
  })
    .then(
      ({ bytes, keep }) => ({ bytes: new Uint8Array(bytes), keep }),
      (error: { code?: string }) => ({ code: error.code ?? String(error) }),
    )
    .finally(() => {
      pending = false
    })
  for (let ms = 0; pending && ms < 3_600_000; ms += 500) {
    // What takes real time, as a digest does, is given some.
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
    await vi.advanceTimersByTimeAsync(500)
  }
  if (pending) throw new Error('the download is still waiting after an hour')
  return settled
}

test('a server that does not answer, or falls silent, is given up with a word; the next try goes on there', async () => {
  answers = [silent]
  expect(await outcome()).toEqual({ code: 'download-stalled' })
  answers = [part(0, 400, 'hang')]
  expect(await outcome()).toEqual({ code: 'download-stalled' })
  expect([...storage.parts.values()].map(({ length }) => length)).toEqual([400])
  answers = [part(400, 1000, 'close')]
  expect(await outcome()).toMatchObject({ bytes: FILE })
  expect(storage.parts.size).toBe(0)
})

test('an API that does not answer, or never ends, holds no download up', async () => {
  listing = () => new Promise(() => {})
  vi.stubGlobal('fetch', (address: string, { signal }: { signal: AbortSignal }) =>
    address.includes('/api/') ? silent(0, signal) : Promise.resolve(part(0, 1000, 'close')(0, signal)),
  )
  expect(await outcome()).toMatchObject({ bytes: FILE })
  let given = 0
  const endless = new ReadableStream({
    pull(controller) {
      given += 1e6
      controller.enqueue(new Uint8Array(1e6))
    },
  })
  vi.stubGlobal('fetch', (address: string, { signal }: { signal: AbortSignal }) =>
    Promise.resolve(address.includes('/api/') ? new Response(endless) : part(0, 1000, 'close')(0, signal)),
  )
  expect(await outcome()).toMatchObject({ bytes: FILE })
  expect(given).toBeLessThan(10e6)
})

test('of downloads that are cancelled only the last one’s part stays', async () => {
  for (const name of ['a/one', 'a/two', 'a/three']) {
    answers = [part(0, 400, 'hang')]
    expect(await outcome(name, 400)).toHaveProperty('code')
    expect(storage.parts.size).toBe(1)
  }
  expect(await keptWeights()).toEqual({ files: 0, bytes: 400 })
  await clearKeptWeights()
  expect(storage.parts.size).toBe(0)
})

test('a file that is too large is refused by what the server says of it, or as soon as it has sent too much; nothing stays', async () => {
  answers = [() => new Response(new Uint8Array(10), { headers: { 'content-length': `${MOST_WEIGHTS_BYTES + 1}` } })]
  expect(await outcome()).toEqual({ code: 'weights-too-large' })
  expect(storage.parts.size).toBe(0)
  const huge = new Uint8Array(MOST_WEIGHTS_BYTES + 1)
  answers = [() => new Response(new ReadableStream({ start: (controller) => controller.enqueue(huge) }))]
  expect(await outcome()).toEqual({ code: 'weights-too-large' })
  expect(storage.parts.size).toBe(0)
})

test('a full disk is told as such, and what filled it goes', async () => {
  storage.quota = 700
  answers = [part(0, 1000, 'close')]
  expect(await outcome()).toEqual({ code: 'storage-full' })
  expect(storage.parts.size).toBe(0)
})

test('kept files can be counted and cleared', async () => {
  for (const name of ['a/one', 'a/two']) {
    answers = [part(0, 1000, 'close')]
    const { keep } = (await outcome(name)) as { keep: () => Promise<boolean> }
    expect(await keep()).toBe(true)
  }
  expect(storage.kept()).toHaveLength(2)
  expect(await keptWeights()).toEqual({ files: 2, bytes: 2000 })
  await clearKeptWeights()
  expect(await keptWeights()).toEqual({ files: 0, bytes: 0 })
})

test.each<[string, object]>([
  ['has no private files', {}],
  ['refuses them', { storage: { getDirectory: () => Promise.reject(new DOMException('blocked', 'SecurityError')) } }],
])('a browser that %s downloads into memory, over broken connections too, and does not say that it keeps it', async (_, own) => {
  vi.stubGlobal('navigator', { onLine: true, ...own })
  vi.stubGlobal('caches', undefined)
  answers = [part(0, 400, 'break'), part(400, 1000, 'close')]
  const { bytes, keep } = (await outcome()) as { bytes: Uint8Array; keep: () => Promise<boolean> }
  expect(bytes).toEqual(FILE)
  expect(await keep()).toBe(false)
  expect(await keptWeights()).toEqual({ files: 0, bytes: 0 })
  await clearKeptWeights()
  // Of a server that does not say how long it is; nothing is left of the last one.
  answers = [(_from, signal) => new Response(body(FILE, signal, 'close'))]
  expect(await outcome()).toMatchObject({ bytes: FILE })
  answers = [() => new Response(new Uint8Array(10), { headers: { 'content-length': `${MOST_WEIGHTS_BYTES + 1}` } })]
  expect(await outcome()).toEqual({ code: 'weights-too-large' })
})

test('memory for a file is what its server states', async () => {
  vi.stubGlobal('navigator', { onLine: true })
  const made: number[] = []
  vi.stubGlobal(
    'Uint8Array',
    new Proxy(Uint8Array, {
      construct(target, args: [number]) {
        if (typeof args[0] === 'number') made.push(args[0])
        return Reflect.construct(target, args) as object
      },
    }),
  )
  const { access, expect: say, whole } = await openPart('https://example.org/a')
  say(1000)
  for (let at = 0; at < 1000; at += 100) access.write(FILE.subarray(at, at + 100), { at })
  expect(made).toEqual([0, 1000])
  expect((await whole()).byteLength).toBe(1000)
})

test('a cache that does not answer, or has no room, keeps nothing, and the weights are had all the same', async () => {
  for (const put of [() => new Promise(() => {}), () => Promise.reject(new DOMException('full', 'QuotaExceededError'))]) {
    vi.stubGlobal('caches', { open: async () => ({ match: put, put }) })
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    answers = [part(0, 1000, 'close')]
    const { bytes, keep } = (await outcome()) as { bytes: Uint8Array; keep: () => Promise<boolean> }
    expect(bytes).toEqual(FILE)
    const kept = keep()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await kept).toBe(false)
  }
})
