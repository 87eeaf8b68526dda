/** The trainer's side of fetching from elsewhere, with a worker that says what it is told to. */
import { expect, test } from 'vitest'
import { fetchElsewhere } from './elsewhere'
import type { FetchOrder, FetchReply } from './fetch.messages'

class FakeWorker extends EventTarget {
  readonly orders: FetchOrder[] = []
  ended = false
  postMessage(order: FetchOrder): void {
    this.orders.push(order)
  }
  say(...replies: FetchReply[]): void {
    for (const data of replies) this.dispatchEvent(new MessageEvent('message', { data }))
  }
  terminate(): void {
    this.ended = true
  }
}

const HEAD: FetchReply = { kind: 'head', status: 206, length: '4' }
const piece = (...bytes: number[]): FetchReply => ({ kind: 'piece', bytes: Uint8Array.from(bytes) })

function asked() {
  const worker = new FakeWorker()
  const abort = new AbortController()
  const response = fetchElsewhere('https://example.org/w.safetensors', 7, abort.signal, () => worker as unknown as Worker)
  return { worker, abort, response }
}

test('a response comes in pieces, and the worker ends with it', async () => {
  const { worker, response } = asked()
  expect(worker.orders).toEqual([{ address: 'https://example.org/w.safetensors', from: 7 }])
  worker.say(HEAD, piece(1, 2), piece(3, 4), { kind: 'end' })
  const { status, headers, body } = await response
  expect([status, headers.get('content-length')]).toEqual([206, '4'])
  expect([...new Uint8Array(await new Response(body).arrayBuffer())]).toEqual([1, 2, 3, 4])
  expect(worker.ended).toBe(true)
})

test('a server that cannot be reached, or a connection that breaks, is a TypeError as fetch gives it', async () => {
  const before = asked()
  before.worker.say({ kind: 'failed', detail: 'Failed to fetch' })
  await expect(before.response).rejects.toThrow(new TypeError('Failed to fetch'))
  const amidst = asked()
  amidst.worker.say(HEAD, piece(1), { kind: 'failed', detail: 'network error' })
  await expect((await amidst.response).arrayBuffer()).rejects.toThrow(TypeError)
  const dead = asked()
  dead.worker.dispatchEvent(new Event('error'))
  await expect(dead.response).rejects.toThrow(TypeError)
  expect([before, amidst, dead].map(({ worker }) => worker.ended)).toEqual([true, true, true])
})

test('aborted before or in the midst of it, it fails with the reason, and what comes late is nothing', async () => {
  const before = asked()
  before.abort.abort(new Error('enough'))
  await expect(before.response).rejects.toThrow('enough')
  const amidst = asked()
  amidst.worker.say(HEAD, piece(1))
  const reading = (await amidst.response).arrayBuffer()
  amidst.abort.abort(new Error('enough'))
  amidst.worker.say(piece(2), { kind: 'end' })
  await expect(reading).rejects.toThrow('enough')
  expect([before, amidst].map(({ worker }) => worker.ended)).toEqual([true, true])
})

test('a body that nobody wants any more ends the worker', async () => {
  const { worker, response } = asked()
  worker.say(HEAD, piece(1))
  await (await response).body?.cancel()
  worker.say(piece(2), { kind: 'end' })
  expect(worker.ended).toBe(true)
})

test('a server that sends elsewhere is told as that', async () => {
  const { worker, response } = asked()
  worker.say({ kind: 'redirected' })
  await expect(response).rejects.toMatchObject({ code: 'download-redirected' })
  expect(worker.ended).toBe(true)
})
