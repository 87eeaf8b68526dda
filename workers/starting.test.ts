import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { afterHere, here, START_SECONDS, started } from './starting'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = new Promise<never>(() => undefined)

test('a start in time gives what it gives, and fails as it fails', async () => {
  await expect(started('engine', Promise.resolve(3))).resolves.toBe(3)
  await expect(started('engine', Promise.reject(new TypeError('no')))).rejects.toThrow(TypeError)
  expect(vi.getTimerCount()).toBe(0)
})

test('a start that never comes ends in a message that says which, and after how long; what comes too late is handed over', async () => {
  const waiting = expect(started('engine', never)).rejects.toMatchObject({
    code: 'not-started',
    values: { part: 'engine', seconds: START_SECONDS },
  })
  await vi.advanceTimersByTimeAsync(START_SECONDS * 1000)
  await waiting

  let come: (device: string) => void = () => {}
  const late = new Promise<string>((resolve) => {
    come = resolve
  })
  const freed: string[] = []
  const other = expect(started('graphics', late, 5, (value) => freed.push(value))).rejects.toMatchObject({ code: 'not-started' })
  await vi.advanceTimersByTimeAsync(5000)
  await other
  come('device')
  await vi.advanceTimersByTimeAsync(0)
  expect(freed).toEqual(['device'])
})

test('a worker is here once it says anything; one that says nothing is not waited for for ever', async () => {
  const worker = new EventTarget() as Worker
  const asked = here('trainer', worker)
  worker.dispatchEvent(new MessageEvent('message', { data: { here: true } }))
  await asked
  expect(vi.getTimerCount()).toBe(0)
  const silent = expect(here('trainer', new EventTarget() as Worker)).rejects.toMatchObject({ values: { part: 'trainer' } })
  await vi.advanceTimersByTimeAsync(START_SECONDS * 1000)
  await silent
})

test('that a worker is here is no answer of its', () => {
  const heard: unknown[] = []
  const listener = afterHere((data) => heard.push(data))
  for (const data of [{ here: true }, 'text', { share: 0.5 }]) listener(new MessageEvent('message', { data }))
  expect(heard).toEqual(['text', { share: 0.5 }])
})
