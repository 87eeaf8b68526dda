/** The trainer's side of a push: a worker of its own does it, and ends with it. */
import { Problem, type ProblemData, type Pushed } from '../protocol'
import { afterHere, here } from '../starting'
import type { Push, PushMessage, PushReply, PushTo } from './push.messages'

const startWorker = () => new Worker(new URL('./push.worker.ts', import.meta.url), { type: 'module', name: 'push' })

const thrown = ({ code, values }: ProblemData): Problem => new Problem(code, values)

type Told = (reply: Extract<PushReply, { kind: 'progress' | 'made' }>) => void
type End = Extract<PushReply, { kind: 'may' | 'pushed' }>

/**
 * Pushes the files to the hub.
 * @param told how far it is, and that a repository was made
 * @param start makes the worker; another in tests
 * @throws Problem `hub-*` as `pushFiles`, `not-started`, `worker-crashed`; the signal's reason when aborted
 */
export async function pushByWorker(push: Push, signal: AbortSignal, told: Told, start = startWorker): Promise<Pushed> {
  const end = await byWorker({ kind: 'push', ...push }, signal, told, start)
  if (end.kind !== 'pushed') throw new Problem('worker-crashed', { detail: end.kind })
  return end.pushed
}

/**
 * Asks the hub whether such a push may be: before anything long begins.
 * @param start makes the worker; another in tests
 * @throws Problem `hub-*` as `assertWrites`, `not-started`, `worker-crashed`; the signal's reason when aborted
 */
export async function askByWorker(order: PushTo, signal: AbortSignal, start = startWorker): Promise<void> {
  await byWorker({ kind: 'ask', order }, signal, () => {}, start)
}

/** A worker for one message; it ends with the answer. */
function byWorker(message: PushMessage, signal: AbortSignal, told: Told, start: typeof startWorker): Promise<End> {
  signal.throwIfAborted()
  const worker = start()
  const work = new Promise<End>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    worker.addEventListener('error', ({ message: detail }) => reject(new Problem('worker-crashed', { detail: detail || 'error' })))
    here('push', worker).catch(reject)
    worker.addEventListener(
      'message',
      afterHere((reply: PushReply) => {
        if (reply.kind === 'pushed' || reply.kind === 'may') resolve(reply)
        else if (reply.kind === 'failed') reject(thrown(reply.problem))
        else told(reply)
      }),
    )
    worker.postMessage(message)
  })
  return work.finally(() => worker.terminate())
}
