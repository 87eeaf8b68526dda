import { expect, test, vi } from 'vitest'
import { Problem, type RunEvent } from '../../protocol'
import { CLOCK_START } from '../fit/clock'
import { RunControl } from '../fit/control'
import type { Snapshot } from '../fit/fit'
import { saver } from './saver'

const snapshot: Snapshot = { clock: { ...CLOCK_START, epoch: 2, batch: 3 }, params: new Map(), optimizer: new Map(), best: null }

function setUp(save: () => Promise<void>) {
  const events: RunEvent[] = []
  const control = new RunControl()
  const take = saver({
    save,
    control,
    onEvent: (event) => events.push(event),
    patienceMs: 20,
  })
  return { control, take: () => take(snapshot), notes: () => events.map((event) => (event.type === 'note' ? event.note : event)) }
}

test('a saved snapshot is noted with its place', async () => {
  const { take, notes } = setUp(async () => {})
  await take()
  expect(notes()).toEqual([{ code: 'checkpoint-saved', epoch: 2, step: 3 }])
})

test('a full disk pauses the run, once', async () => {
  const { take, notes, control } = setUp(() => Promise.reject(new Problem('storage-full', { needed: 10, free: 1 })))
  const waiting = take()
  await vi.waitFor(() => expect(control.paused).toBe(true))
  expect(notes()).toHaveLength(1)
  control.resume()
  // Tried again, and found full again: it is said, and the run goes on.
  await waiting
  await take()
  expect(control.paused).toBe(false)
  expect(notes()).toEqual(new Array(3).fill({ code: 'storage-full', needed: 10, free: 1 }))
})

test('any other failure is noted, and the run goes on', async () => {
  const { take, notes, control } = setUp(() => Promise.reject(new DOMException('gone', 'NotFoundError')))
  await take()
  expect(control.paused).toBe(false)
  expect(notes()).toMatchObject([{ code: 'checkpoint-failed', detail: expect.stringContaining('gone') as string }])
})

test('storage that does not answer is not waited for, nor asked again before it has', async () => {
  let answer = () => {}
  let asked = 0
  const { take, notes } = setUp(() => {
    asked++
    return new Promise((resolve) => {
      answer = resolve
    })
  })
  await take()
  await take()
  expect(asked).toBe(1)
  expect(notes()).toEqual([{ code: 'checkpoint-failed', detail: 'no answer for 0.02 s' }])
  answer()
  await Promise.resolve()
  await Promise.resolve()
  const last = take()
  answer()
  await last
  expect(asked).toBe(2)
  expect(notes().at(-1)).toMatchObject({ code: 'checkpoint-saved' })
})
