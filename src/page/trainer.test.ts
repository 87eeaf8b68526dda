import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connectTrainer, type Death } from '../../workers/client'
import { DEFAULT_CONFIG } from '../../workers/protocol'

/** A worker that loads, and then says nothing, or only that it is here. */
class QuietWorker extends EventTarget {
  ended = false
  postMessage(): void {}
  terminate(): void {
    this.ended = true
  }
  sayHere(): void {
    this.dispatchEvent(new MessageEvent('message', { data: { here: true } }))
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function connected() {
  const workers: QuietWorker[] = []
  const deaths: Death[] = []
  const client = connectTrainer(() => {
    workers.push(new QuietWorker())
    return workers.at(-1) as unknown as Worker
  })
  client.onCrash((death) => deaths.push(death))
  return { client, workers, deaths }
}

test('a trainer that never starts is said, to who called and to who listens, and the next call starts another', async () => {
  const { client, workers, deaths } = connected()
  const call = expect(client.api.devices.offer(DEFAULT_CONFIG)).rejects.toMatchObject({ code: 'not-started', values: { part: 'trainer' } })
  await vi.runOnlyPendingTimersAsync()
  await call
  expect(deaths.map(({ code }) => code)).toEqual(['not-started'])
  expect(workers[0]?.ended).toBe(true)
  client.api.devices.offer(DEFAULT_CONFIG).catch(() => undefined)
  expect(workers.length).toBe(2)
  client.terminate()
})

test('a trainer that has started may take as long as it wants', async () => {
  const { client, workers, deaths } = connected()
  const call = vi.fn()
  client.api.devices.offer(DEFAULT_CONFIG).then(call, call)
  workers[0]?.sayHere()
  await vi.runOnlyPendingTimersAsync()
  expect(call).not.toHaveBeenCalled()
  expect(deaths).toEqual([])
  client.terminate()
})
