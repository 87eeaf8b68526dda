import { expect, test } from 'vitest'
import type { LayoutReply } from './layout.messages'
import { layOutApart } from './layoutApart'

const ROWS = { values: new Float32Array(8), width: 4 }

/** A worker that says what it is told to; `ended` once it was terminated. */
function fakeWorker() {
  const target = new EventTarget()
  const fake = {
    asked: [] as unknown[],
    ended: false,
    say: (data: LayoutReply) => target.dispatchEvent(new MessageEvent('message', { data })),
    crash: () => target.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' })),
    worker: {
      postMessage: (message: unknown) => void fake.asked.push(message),
      terminate: () => {
        fake.ended = true
      },
      addEventListener: target.addEventListener.bind(target) as Worker['addEventListener'],
    },
  }
  return fake
}
const begin = () => {
  const fake = fakeWorker()
  const [abort, told] = [new AbortController(), [] as unknown[]]
  const work = layOutApart(
    ROWS,
    3,
    (...progress) => told.push(progress),
    abort.signal,
    () => fake.worker,
  )
  return { fake, abort, told, work }
}

test('tells how far it is and gives the places; the worker is ended', async () => {
  const { fake, told, work } = begin()
  fake.say({ phase: 'arranging', share: 0.5 })
  fake.say({ places: Float32Array.of(0, 1, 1, 0) })
  expect(await work).toEqual(Float32Array.of(0, 1, 1, 0))
  expect(fake).toMatchObject({ asked: [{ rows: ROWS, seed: 3 }], ended: true })
  expect(told).toEqual([['arranging', 0.5]])
})

test('ends the worker where it is aborted, crashes, or says that it failed', async () => {
  const aborted = begin()
  aborted.abort.abort()
  await expect(aborted.work).rejects.toMatchObject({ name: 'AbortError' })
  const crashed = begin()
  crashed.fake.crash()
  await expect(crashed.work).rejects.toMatchObject({ code: 'worker-crashed', values: { detail: 'out of memory' } })
  const failed = begin()
  failed.fake.say({ failed: 'RangeError: no' })
  await expect(failed.work).rejects.toMatchObject({ code: 'worker-crashed' })
  expect([aborted, crashed, failed].map(({ fake }) => fake.ended)).toEqual([true, true, true])
})
