/**
 * Fetches weights from any address. The page and all its other workers may ask nobody but their own server and the Hugging Face hub: this one is served with a policy of its
 * own (tools/site/headers.ts), and never gets to see a picture. One file, and it is ended.
 */
import type { FetchOrder, FetchReply } from './fetch.messages'

const scope = self as unknown as DedicatedWorkerGlobalScope

scope.addEventListener('message', async ({ data: { address, from } }: MessageEvent<FetchOrder>) => {
  try {
    const headers = new Headers(from > 0 ? { range: `bytes=${from}-` } : undefined)
    const { status, headers: got, body } = await fetch(address, { headers, credentials: 'omit', referrerPolicy: 'no-referrer' })
    const length = got.get('content-length')
    scope.postMessage({ ok: true, status, length, body } satisfies FetchReply, body ? [body] : [])
  } catch (error) {
    scope.postMessage({ ok: false, detail: error instanceof Error ? error.message : String(error) } satisfies FetchReply)
  }
})
