/**
 * Pushes a model to the Hugging Face hub, when a person asks for it. It is given the model's files and nothing else, may ask the hub only (by a policy of its own,
 * tools/site/headers.ts), and never gets to see a picture. One push or question, and it is ended, and the token with it.
 */
import { problemOf } from '../protocol'
import { sayHere } from '../starting'
import { assertWrites, pushFiles } from './push'
import type { PushMessage, PushReply } from './push.messages'

const scope = self as unknown as DedicatedWorkerGlobalScope

const reply = (message: PushReply): void => scope.postMessage(message)

scope.addEventListener('message', async ({ data }: MessageEvent<PushMessage>) => {
  try {
    // Whoever gives it up ends this worker.
    const { signal } = new AbortController()
    if (data.kind === 'push') return reply({ kind: 'pushed', pushed: await pushFiles(data, signal, reply) })
    await assertWrites(data.order, signal)
    reply({ kind: 'may' })
  } catch (error) {
    reply({ kind: 'failed', problem: problemOf(error) })
  }
})
sayHere()
