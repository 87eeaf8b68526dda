/** The trainer's side of a push, with a worker that says what it is told to. */
import { expect, test } from 'vitest'
import type { Push, PushMessage, PushReply } from './push.messages'
import { askByWorker, pushByWorker } from './pushing'

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

const MESSAGE: Push = { order: { repository: 'pets', isPrivate: true, token: 'hf_x', adds: false, empty: [] }, files: [] }
const PUSHED = { repository: 'ada/pets', isPrivate: true, address: 'https://huggingface.co/ada/pets' }

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
  worker.say(progress, { kind: 'pushed', pushed: PUSHED })
  expect(await pushed).toEqual(PUSHED)
  expect([told, worker.given, worker.ended]).toEqual([[progress], [{ kind: 'push', ...MESSAGE }], true])
})

test('a failure, a worker that dies and a cancel end it, each with its reason', async () => {
  const [failed, dead, cancelled] = [begun(), begun(), begun()]
  failed.worker.say({ kind: 'failed', problem: { code: 'hub-token', values: { why: 'read-only', made: null } } })
  await expect(failed.pushed).rejects.toMatchObject({ code: 'hub-token', values: { why: 'read-only' } })
  dead.worker.dispatchEvent(new Event('error'))
  await expect(dead.pushed).rejects.toMatchObject({ code: 'worker-crashed' })
  cancelled.abort.abort(new Error('enough'))
  await expect(cancelled.pushed).rejects.toThrow('enough')
  expect([failed, dead, cancelled].map(({ worker }) => worker.ended)).toEqual([true, true, true])
})

test('a question has a worker of its own, which gets no file and ends with the answer', async () => {
  const worker = new FakeWorker()
  const asked = askByWorker(MESSAGE.order, new AbortController().signal, () => worker as unknown as Worker)
  worker.say({ kind: 'may' })
  await asked
  expect([worker.given, worker.ended]).toEqual([[{ kind: 'ask', order: MESSAGE.order }], true])
})
