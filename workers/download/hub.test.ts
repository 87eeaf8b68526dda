/** Downloads over a storage and a network that do as they are told: what stays of those that fail, and that none goes on for ever. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MOST_WEIGHTS_BYTES } from '../protocol'
import { downloadFile } from './hub'
import { clearKeptWeights, keptWeights } from './keep'
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
    const { keep } = (await outcome(name)) as { keep: () => Promise<void> }
    await keep()
  }
  expect(storage.kept()).toHaveLength(2)
  expect(await keptWeights()).toEqual({ files: 2, bytes: 2000 })
  await clearKeptWeights()
  expect(await keptWeights()).toEqual({ files: 0, bytes: 0 })
})
