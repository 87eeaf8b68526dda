/** Fetching from servers that neither the page nor the trainer may ask, by a worker that may ask them and does nothing else. */
import type { FetchOrder, FetchReply } from './fetch.messages'

/**
 * The response, from byte `from` on where the server can do that.
 *
 * @throws TypeError where the server cannot be reached or lets no page of another site read from it; the signal's reason when aborted, the body too
 */
export async function fetchElsewhere(address: string, from: number, signal: AbortSignal): Promise<Response> {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./fetch.worker.ts', import.meta.url), { type: 'module', name: 'fetch' })
  const end = (): void => worker.terminate()
  signal.addEventListener('abort', end, { once: true })
  const reply = await new Promise<FetchReply>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<FetchReply>) => resolve(data))
    worker.addEventListener('error', () => resolve({ ok: false, detail: 'the worker that downloads did not start' }))
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    worker.postMessage({ address, from } satisfies FetchOrder)
  })
  if (!reply.ok || !reply.body) end()
  if (!reply.ok) throw new TypeError(reply.detail)
  // The stream that a worker hands over ends with the worker, and an ended worker's says nothing more: hence the signal.
  const body = reply.body?.pipeThrough(new TransformStream({ flush: end }), { signal })
  return new Response(body ?? null, { status: reply.status, headers: reply.length === null ? {} : { 'content-length': reply.length } })
}
