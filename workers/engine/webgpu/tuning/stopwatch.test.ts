/** The stopwatch on devices whose clocks are told: short work is repeated until the clock can tell it. */
import { expect, it } from 'vitest'
import { Stopwatch } from './stopwatch'

/** Milliseconds of one dispatch, of a step of the timestamps (null: there are none; infinite: they tell nothing), and of hearing of finished work. */
interface Told {
  readonly workMs: number
  readonly stepMs: number | null
  readonly delayMs?: number
}

/** A device that does nothing but let a clock go on. */
function timed({ workMs, stepMs, delayMs = 0 }: Told) {
  let clock = 0
  let dispatches = 0
  const submits: number[] = []
  let stamps = new BigUint64Array(2)
  const round = (ms: number) =>
    stepMs === null || stepMs === Number.POSITIVE_INFINITY ? 0n : BigInt(Math.floor(ms / stepMs)) * BigInt(stepMs * 1e6)
  const pass = { dispatchWorkgroups: () => dispatches++, end: () => {} }
  const encoder = { beginComputePass: () => pass, finish: () => null, resolveQuerySet: () => {}, copyBufferToBuffer: () => {} }
  const device = {
    features: new Set(stepMs === null ? [] : ['timestamp-query']),
    createQuerySet: () => ({ destroy: () => {} }),
    createBuffer: () => ({
      ...{ size: 16, destroy: () => {}, unmap: () => {}, mapAsync: async () => {} },
      getMappedRange: () => stamps.buffer,
    }),
    createCommandEncoder: () => encoder,
    queue: {
      submit() {
        submits.push(dispatches)
        const begun = clock
        clock += dispatches * workMs
        stamps = BigUint64Array.of(round(begun), round(clock))
        dispatches = 0
      },
      async onSubmittedWorkDone() {
        clock += delayMs
      },
    },
  }
  const record = (of: GPUComputePassEncoder) => of.dispatchWorkgroups(1)
  const watch = new Stopwatch(device as unknown as GPUDevice, () => clock)
  return { submits, median: (atMost = Number.POSITIVE_INFINITY) => watch.median(record, atMost) }
}

it.each<[string, Told]>([
  ['shorter than a step of the timestamps', { workMs: 0.02, stepMs: 0.1 }],
  ['of a few of their steps', { workMs: 0.35, stepMs: 0.1 }],
  ['longer than a sample', { workMs: 40, stepMs: 0.1 }],
  ['without timestamps, shorter than hearing of its end', { workMs: 0.02, stepMs: null, delayMs: 5 }],
  ['without timestamps, heard of on a timer of a tenth of a second', { workMs: 0.5, stepMs: null, delayMs: 100 }],
  ['of a driver whose timestamps tell nothing', { workMs: 0.3, stepMs: Number.POSITIVE_INFINITY, delayMs: 1 }],
])('tells work %s to a fiftieth', async (_, told) => {
  const { median } = timed(told)
  for (const _again of [1, 2]) {
    const ms = await median()
    expect(Math.abs(ms - told.workMs) / told.workMs).toBeLessThan(0.02)
  }
})

it('looks once at what is far slower than the best so far, and repeats it no further', async () => {
  const { median, submits } = timed({ workMs: 3, stepMs: 0.1 })
  expect(await median(1)).toBeCloseTo(3, 6)
  expect(submits).toEqual([1])
})

it('repeats nothing without end', async () => {
  const { median, submits } = timed({ workMs: 0, stepMs: 0.1, delayMs: 1 })
  expect(await median()).toBe(0)
  expect(Math.max(...submits)).toBe(4096)
  expect(submits.length).toBeLessThan(20)
})

it.each<[string, number]>([
  ['of some milliseconds', 3],
  ['of half a second', 500],
])('lets no submission last on where timestamps tell nothing, and takes the watch’s time of work %s', async (_, workMs) => {
  const { median, submits } = timed({ workMs, stepMs: Number.POSITIVE_INFINITY, delayMs: 1 })
  const ms = await median()
  expect(Math.abs(ms - workMs) / workMs).toBeLessThan(0.02)
  expect(Math.max(...submits) * workMs).toBeLessThanOrEqual(Math.max(200, workMs))
})
