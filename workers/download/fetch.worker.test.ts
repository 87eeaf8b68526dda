/** The worker that fetches from anywhere, with a browser's `fetch` that notes what it was asked. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FetchOrder, FetchReply } from './fetch.messages'

const asked: { address: string; redirect: string | undefined }[] = []
const replies: FetchReply[] = []
let answer: () => Response
let order: (order: FetchOrder) => void

beforeEach(async () => {
  asked.length = 0
  replies.length = 0
  vi.stubGlobal('fetch', async (address: string, { redirect }: RequestInit) => {
    asked.push({ address, redirect })
    return answer()
  })
  // That it is here, which the page's side waits for.
  vi.stubGlobal('postMessage', () => undefined)
  vi.stubGlobal('self', {
    postMessage: (reply: FetchReply) => replies.push(reply),
    addEventListener: (_: string, listener: (event: { data: FetchOrder }) => void) => {
      order = (data) => listener({ data })
    },
  })
  vi.resetModules()
  await import('./fetch.worker')
})
afterEach(() => vi.unstubAllGlobals())

test.each(['http://example.org/w.safetensors', 'https://192.168.0.1/w.safetensors', 'https://[::1]/w.safetensors', 'file:///etc/passwd'])(
  'whoever gave it %s, it does not ask there',
  async (address) => {
    order({ address, from: 0 })
    await vi.waitFor(() => expect(replies).toMatchObject([{ kind: 'failed' }]))
    expect(asked).toEqual([])
  },
)

test('a redirect is not followed, wherever it leads', async () => {
  answer = () => ({ type: 'opaqueredirect', status: 0 }) as Response
  order({ address: 'https://example.org/w.safetensors', from: 0 })
  await vi.waitFor(() => expect(replies).toEqual([{ kind: 'redirected' }]))
  expect(asked).toEqual([{ address: 'https://example.org/w.safetensors', redirect: 'manual' }])
})

test('a file comes in pieces', async () => {
  answer = () => new Response(Uint8Array.of(1, 2, 3), { headers: { 'content-length': '3' } })
  order({ address: 'https://example.org/w.safetensors', from: 0 })
  await vi.waitFor(() => expect(replies.at(-1)).toEqual({ kind: 'end' }))
  expect(replies[0]).toEqual({ kind: 'head', status: 200, length: '3' })
})
