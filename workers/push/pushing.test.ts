/** The trainer's side of a push, with a worker that says what it is told to. */
import { expect, test } from 'vitest'
import type { PushMessage, PushReply } from './push.messages'
import { pushByWorker } from './pushing'

class FakeWorker extends EventTarget {
  readonly given: PushMessage[] = []
  ended = false
  postMessage(message: PushMessage): void {
    this.given.push(message)
  }
  say(...replies: PushReply[]): void {
    for (const data of replies) this.dispatchEvent(new MessageEvent('message', { data }))
  }
  terminate(): void {
    this.ended = true
  }
}

const MESSAGE: PushMessage = { order: { repository: 'pets', isPrivate: true, token: 'hf_x', adds: false }, files: [] }

function begun() {
  const worker = new FakeWorker()
  const abort = new AbortController()
  const told: PushReply[] = []
  const pushed = pushByWorker(
    MESSAGE,
    abort.signal,
    (reply) => told.push(reply),
    () => worker as unknown as Worker,
  )
  return { worker, abort, told, pushed }
}

test('what it tells is passed on, and the worker ends with the push, and the token with it', async () => {
  const { worker, told, pushed } = begun()
  const progress: PushReply = { kind: 'progress', phase: 'sending', done: 1, of: 2 }
  worker.say(progress, { kind: 'pushed', pushed: { repository: 'ada/pets', address: 'https://huggingface.co/ada/pets' } })
  expect(await pushed).toEqual({ repository: 'ada/pets', address: 'https://huggingface.co/ada/pets' })
  expect([told, worker.given, worker.ended]).toEqual([[progress], [MESSAGE], true])
})

test('a failure, a worker that dies and a cancel end it, each with its reason', async () => {
  const [failed, dead, cancelled] = [begun(), begun(), begun()]
  failed.worker.say({ kind: 'failed', problem: { code: 'hub-token', values: { why: 'read-only' } } })
  await expect(failed.pushed).rejects.toMatchObject({ code: 'hub-token', values: { why: 'read-only' } })
  dead.worker.dispatchEvent(new Event('error'))
  await expect(dead.pushed).rejects.toMatchObject({ code: 'worker-crashed' })
  cancelled.abort.abort(new Error('enough'))
  await expect(cancelled.pushed).rejects.toThrow('enough')
  expect([failed, dead, cancelled].map(({ worker }) => worker.ended)).toEqual([true, true, true])
})
