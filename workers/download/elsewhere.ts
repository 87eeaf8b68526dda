/** Fetching from servers that neither the page nor the trainer may ask, by a worker that may ask them and does nothing else. */
import { Problem } from '../protocol'
import { afterHere, here } from '../starting'
import type { FetchOrder, FetchReply } from './fetch.messages'

const startWorker = () => new Worker(new URL('./fetch.worker.ts', import.meta.url), { type: 'module', name: 'fetch' })

/**
 * The response, from byte `from` on where the server can do that.
 *
 * @param start makes the worker; another in tests
 * @throws Problem `download-redirected`, `not-started`; TypeError where the server cannot be reached or lets no page of another site read from it, or the connection breaks; the signal's reason when aborted: the body too
 */
export function fetchElsewhere(address: string, from: number, signal: AbortSignal, start = startWorker): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const worker = start()
    let body: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | null = null
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        body = controller
      },
      cancel: () => {
        worker.terminate()
        body = null
      },
    })
    const fail = (error: unknown): void => {
      worker.terminate()
      reject(error)
      body?.error(error)
    }
    signal.addEventListener('abort', () => fail(signal.reason), { once: true })
    worker.addEventListener('error', () => fail(new TypeError('the worker that downloads stopped')))
    here('downloads', worker).catch(fail)
    const hear = (reply: FetchReply): void => {
      if (signal.aborted) return
      if (reply.kind === 'head') {
        const headers = new Headers(reply.length === null ? undefined : { 'content-length': reply.length })
        resolve(new Response([204, 205, 304].includes(reply.status) ? null : stream, { status: reply.status, headers }))
      } else if (reply.kind === 'piece') body?.enqueue(reply.bytes)
      else if (reply.kind === 'redirected') fail(new Problem('download-redirected', { address }))
      else if (reply.kind === 'failed') fail(new TypeError(reply.detail))
      else {
        worker.terminate()
        body?.close()
      }
    }
    worker.addEventListener('message', afterHere(hear))
    worker.postMessage({ address, from } satisfies FetchOrder)
  })
}
