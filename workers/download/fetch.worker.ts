/**
 * Fetches weights from any address. The page and all its other workers may ask nobody but their own server and the Hugging Face hub: this one is served with a policy of its
 * own (tools/site/headers.ts), and never gets to see a picture. One file, and it is ended. Whoever gave it the address, it asks public servers only, and follows
 * none of them elsewhere: where a redirect leads is hidden from pages.
 */
import { isPublicAddress } from '../protocol/address'
import { sayHere } from '../starting'
import type { FetchOrder, FetchReply } from './fetch.messages'

const scope = self as unknown as DedicatedWorkerGlobalScope

const reply = (message: FetchReply, transfer: Transferable[] = []): void => scope.postMessage(message, transfer)

scope.addEventListener('message', async ({ data: { address, from } }: MessageEvent<FetchOrder>) => {
  try {
    if (!isPublicAddress(address)) throw new TypeError('no public https address')
    const headers = new Headers(from > 0 ? { range: `bytes=${from}-` } : undefined)
    const response = await fetch(address, { headers, credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'manual' })
    if (response.type === 'opaqueredirect') return reply({ kind: 'redirected' })
    // Some servers make numbers up, and no Response can be made of those.
    if (response.status < 200 || response.status > 599) throw new TypeError(`HTTP ${response.status}`)
    reply({ kind: 'head', status: response.status, length: response.headers.get('content-length') })
    const reader = response.body?.getReader()
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      reply({ kind: 'piece', bytes: next.value }, [next.value.buffer])
    }
    reply({ kind: 'end' })
  } catch (error) {
    reply({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) })
  }
})
sayHere()
