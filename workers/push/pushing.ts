/** The trainer's side of a push: a worker of its own does it, and ends with it. */
import { Problem, type ProblemData, type Pushed } from '../protocol'
import { afterHere, here } from '../starting'
import type { PushMessage, PushReply } from './push.messages'

const startWorker = () => new Worker(new URL('./push.worker.ts', import.meta.url), { type: 'module', name: 'push' })

const thrown = ({ code, values }: ProblemData): Problem => new Problem(code, values)

/**
 * Pushes the files to the hub.
 * @param told how far it is, and that a repository was made
 * @param start makes the worker; another in tests
 * @throws Problem `hub-*` as `pushFiles`, `not-started`, `worker-crashed`; the signal's reason when aborted
 */
export function pushByWorker(
  message: PushMessage,
  signal: AbortSignal,
  told: (reply: Extract<PushReply, { kind: 'progress' | 'made' }>) => void,
  start = startWorker,
): Promise<Pushed> {
  signal.throwIfAborted()
  const worker = start()
  const work = new Promise<Pushed>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    worker.addEventListener('error', ({ message: detail }) => reject(new Problem('worker-crashed', { detail: detail || 'error' })))
    here('push', worker).catch(reject)
    worker.addEventListener(
      'message',
      afterHere((reply: PushReply) => {
        if (reply.kind === 'pushed') resolve(reply.pushed)
        else if (reply.kind === 'failed') reject(thrown(reply.problem))
        else told(reply)
      }),
    )
    worker.postMessage(message)
  })
  return work.finally(() => worker.terminate())
}
