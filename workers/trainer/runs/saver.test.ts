import { expect, test, vi } from 'vitest'
import { Problem, type RunEvent } from '../../protocol'
import { noStorage } from '../../storage/noStorage'
import { CLOCK_START } from '../fit/clock'
import { RunControl } from '../fit/control'
import type { Snapshot } from '../fit/fit'
import { saver } from './saver'

const snapshot: Snapshot = { clock: { ...CLOCK_START, epoch: 2, batch: 3 }, params: new Map(), optimizer: new Map(), best: null }

function setUp(save: () => Promise<void>) {
  const events: RunEvent[] = []
  const control = new RunControl()
  const over = new AbortController()
  const { save: take, settled } = saver({
    save,
    control,
    onEvent: (event) => events.push(event),
    patienceMs: 20,
    over: over.signal,
  })
  return {
    control,
    over,
    settled,
    take: () => take(snapshot),
    notes: () => events.map((event) => (event.type === 'note' ? event.note : event)),
  }
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

/** A disk that answers when the test lets it. */
function slowDisk() {
  const waiting: { resolve: () => void; reject: (error: unknown) => void }[] = []
  const set = setUp(() => new Promise((resolve, reject) => void waiting.push({ resolve, reject })))
  return { ...set, waiting }
}
const SILENT = { code: 'no-storage', why: 'silent' }
const SAVED = { code: 'checkpoint-saved', epoch: 2, step: 3 }

test('storage that does not answer is waited for once, which is said once; the first that is saved after all is said too', async () => {
  const { take, notes, waiting } = slowDisk()
  await take()
  await take()
  // No other is begun while the first is still being written.
  expect(waiting).toHaveLength(1)
  expect(notes()).toEqual([SILENT])
  waiting[0]!.reject(noStorage('silent'))
  await vi.waitFor(async () => {
    // Tried again, beside the run.
    await take()
    expect(waiting).toHaveLength(2)
  })
  expect(notes()).toEqual([SILENT])
  waiting[1]!.resolve()
  await vi.waitFor(() => expect(notes()).toEqual([SILENT, SAVED]))
  // It answers again, so it is waited for again, and what it does then is news.
  const next = take()
  waiting[2]!.resolve()
  await next
  await take()
  expect(notes()).toEqual([SILENT, SAVED, SAVED, SILENT])
})

test('a disk that answers after a silence that it is full pauses the run with the next save', async () => {
  const { take, notes, waiting, control } = slowDisk()
  const full = new Problem('storage-full', { needed: 10, free: 1 })
  await take()
  waiting[0]!.reject(full)
  await vi.waitFor(() => expect(notes()).toMatchObject([SILENT, { code: 'storage-full' }]))
  const next = take()
  waiting[1]!.reject(full)
  await vi.waitFor(() => expect(control.paused).toBe(true))
  control.stop()
  await next
})

test('a run that is over tries its last snapshot of a silent disk once more, but not for ever', async () => {
  const { take, notes, waiting, settled } = slowDisk()
  await settled()
  await take()
  await take()
  const over = settled()
  waiting[0]!.reject(noStorage('silent'))
  await vi.waitFor(() => expect(waiting).toHaveLength(2))
  waiting[1]!.resolve()
  await over
  await settled()
  expect(notes()).toEqual([SILENT, SAVED])
  await take()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const late = settled()
    await vi.advanceTimersByTimeAsync(10_000)
    await late
  } finally {
    vi.useRealTimers()
  }
})

test('nobody hears of what comes when the run is over', async () => {
  const { take, notes, waiting, over } = slowDisk()
  await take()
  over.abort()
  waiting[0]!.resolve()
  await new Promise((resolve) => setTimeout(resolve))
  expect(notes()).toEqual([SILENT])
})
