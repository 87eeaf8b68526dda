/** Lays out a map on a thread of its own, which is ended with it. */
import { Problem } from '../protocol/problem'
import { afterHere, here } from '../starting'
import type { Rows } from './components'
import type { OnLayout } from './layout'
import type { LayoutAsk, LayoutReply } from './layout.messages'

/** What is needed of a worker; the real one by default, another in tests. */
export type LayoutWorker = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>

const startWorker = (): LayoutWorker => new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module', name: 'layout' })

/**
 * As `layOut`, elsewhere.
 *
 * @param rows copied, not given away
 * @throws the signal's reason when aborted; Problem `worker-crashed`, `not-started`
 */
export function layOutApart(
  rows: Rows,
  seed: number,
  onProgress: OnLayout,
  signal: AbortSignal,
  start: () => LayoutWorker = startWorker,
): Promise<Float32Array<ArrayBuffer>> {
  signal.throwIfAborted()
  const worker = start()
  const done = new AbortController()
  const work = new Promise<Float32Array<ArrayBuffer>>((resolve, reject) => {
    const crashed = (detail: string) => reject(new Problem('worker-crashed', { detail }))
    signal.addEventListener('abort', () => reject(signal.reason), { signal: done.signal })
    worker.addEventListener('error', (event) => crashed(event.message || 'error'))
    here('map', worker).catch(reject)
    const hear = (reply: LayoutReply) => {
      if ('places' in reply) resolve(reply.places)
      else if ('failed' in reply) crashed(reply.failed)
      else onProgress(reply.phase, reply.share)
    }
    worker.addEventListener('message', afterHere(hear))
    worker.postMessage({ rows, seed } satisfies LayoutAsk)
  })
  return work.finally(() => {
    done.abort()
    worker.terminate()
  })
}
