/** The choice by time, with times that are given: what wins, what never does, and what happens when there is no time. */
import { expect, it, vi } from 'vitest'
import { resnet } from '../../../model/resnet'
import { type ConvVariant, familyOf } from '../kernels/variants'
import { fullPlan } from '../testing/plans'
import { chooseByTime, type Trial, type TuningHow } from './choose'
import { candidatesFor, jobsOf, type TuningJob } from './jobs'

const shape = { inH: 8, inW: 8, inC: 8, outH: 8, outW: 8, outC: 8, kernel: 3, stride: 1, padding: 1, groups: 1 }
const job = (key: string): TuningJob => ({ key, question: { direction: 'forward', shape, batch: 8 }, flops: 1 })
const wrong: Trial = { fault: 'wrong', kernel: 'conv', detail: 'relative error 1' }

/** Each trial takes a second of a clock that is told. @param again what comes when a variant is timed anew, in turn; else the same as before */
function asked(
  trials: Readonly<Record<string, Trial>>,
  variants: readonly ConvVariant[],
  how: Partial<TuningHow> = {},
  again: Readonly<Record<string, readonly Trial[]>> = {},
) {
  let now = 0
  const close = vi.fn()
  const tried: string[] = []
  const progress: number[] = []
  const trialOf = (key: string, variant: ConvVariant) => trials[`${key} ${variant}`] ?? trials[variant]!
  const left = new Map(Object.entries(again).map(([variant, those]) => [variant, [...those]]))
  const options: TuningHow = {
    candidates: () => variants,
    bench: async ({ key }) => ({
      async try(variant) {
        now += 1000
        tried.push(`${key} ${variant}`)
        return trialOf(key, variant)
      },
      async again(variant) {
        now += 1000
        return left.get(variant)?.shift() ?? trialOf(key, variant)
      },
      close,
    }),
    budgetMs: 60_000,
    signal: new AbortController().signal,
    onProgress: (share) => progress.push(share),
    now: () => now,
    ...how,
  }
  return { options, close, tried, progress }
}

it('takes the fastest of each, and what is taken without timing where nothing is clearly faster', async () => {
  const times = { 'a tiles': { ms: 4 }, 'a registers': { ms: 1 }, 'b tiles': { ms: 1 }, 'b registers': { ms: 0.99 } }
  const { options, close, progress } = asked(times, ['tiles', 'registers'])
  const { choices, whole, faults } = await chooseByTime([job('a'), job('b')], options)
  expect([...choices]).toEqual([
    ['a', 'registers'],
    ['b', 'tiles'],
  ])
  expect([whole, faults]).toEqual([true, []])
  expect(close).toHaveBeenCalledTimes(2)
  expect(progress.at(-1)).toBe(1)
  expect(progress).toEqual([...progress].sort((a, b) => a - b))
})

it('takes another only if it is faster each time that the two are timed again', async () => {
  const trials = { tiles: { ms: 4 }, registers: { ms: 3 } }
  const chosen = async (again: Readonly<Record<string, readonly Trial[]>>) => {
    const { options, close } = asked(trials, ['tiles', 'registers'], {}, again)
    const { choices, faults, whole } = await chooseByTime([job('a')], options)
    expect(close).toHaveBeenCalledTimes(1)
    return [choices.get('a'), faults.length, whole]
  }
  expect(await chosen({})).toEqual(['registers', 0, true])
  // The machine was busy while the first was timed.
  expect(await chosen({ tiles: [{ ms: 3 }] })).toEqual(['tiles', 0, true])
  expect(await chosen({ registers: [{ ms: 3 }, { ms: 3.9 }] })).toEqual(['tiles', 0, true])
  const gone: Trial = { fault: 'gone', kernel: 'conv', detail: 'no answer came' }
  expect(await chosen({ registers: [gone] })).toEqual(['tiles', 1, false])
  expect(await chosen({ tiles: [gone] })).toEqual(['registers', 1, false])
  // The one that is taken without timing, since the other was never looked at again.
  const refused: Trial = { fault: 'refused', kernel: 'conv', detail: 'out of memory' }
  expect(await chosen({ tiles: [refused] })).toEqual(['tiles', 1, true])
})

it('leaves a change undecided that there is no time to look at again', async () => {
  const { options } = asked({ tiles: { ms: 4 }, registers: { ms: 1 } }, ['tiles', 'registers'], { budgetMs: 4000 })
  const { choices, whole } = await chooseByTime([job('a')], options)
  expect([[...choices], whole]).toEqual([[], false])
})

it('never takes what is wrong, however fast, and tells of it; none where all are', async () => {
  const { options } = asked({ tiles: { ms: 9 }, quads: wrong, registers: { ms: 10 } }, ['tiles', 'quads', 'registers'])
  const found = await chooseByTime([job('a')], options)
  expect(found.choices.get('a')).toBe('tiles')
  expect(found.faults).toEqual([{ key: 'a', variant: 'quads', what: 'wrong', kernel: 'conv', detail: 'relative error 1' }])
  const first = await chooseByTime([job('a')], asked({ tiles: wrong, registers: { ms: 10 } }, ['tiles', 'registers']).options)
  expect(first.choices.get('a')).toBe('registers')
  const none = await chooseByTime([job('a')], asked({ tiles: wrong, registers: wrong }, ['tiles', 'registers']).options)
  expect(none.choices.get('a')).toBeNull()
})

it('is over with its time, and decides nothing of what it did not finish', async () => {
  const { options, tried, close, progress } = asked({ tiles: { ms: 2 }, registers: { ms: 1 } }, ['tiles', 'registers'], { budgetMs: 7000 })
  const { choices, whole } = await chooseByTime([job('a'), job('b'), job('c')], options)
  expect([...choices]).toEqual([['a', 'registers']])
  expect(whole).toBe(false)
  expect(tried).toEqual(['a tiles', 'a registers', 'b tiles'])
  expect(close).toHaveBeenCalledTimes(2)
  expect(Math.max(...progress)).toBeLessThanOrEqual(1)
})

it('is over when it is skipped', async () => {
  const controller = new AbortController()
  const { options, tried } = asked({ tiles: { ms: 2 }, registers: { ms: 1 } }, ['tiles', 'registers'], {
    signal: controller.signal,
    onProgress: (share) => share > 0 && controller.abort(),
  })
  const { choices } = await chooseByTime([job('a'), job('b')], options)
  expect([...choices]).toEqual([['a', 'registers']])
  expect(tried).toHaveLength(2)
})

it('waits for no candidate once it is skipped, whether it is tried or timed again', async () => {
  for (const stuck of ['try', 'again'] as const) {
    const controller = new AbortController()
    const { options, close } = asked({ tiles: { ms: 2 }, registers: { ms: 1 } }, ['tiles', 'registers'], { signal: controller.signal })
    const never = () => {
      controller.abort()
      return new Promise<Trial>(() => {})
    }
    const bench: TuningHow['bench'] = async (one) => ({ ...(await options.bench(one))!, [stuck]: never })
    const { choices, whole } = await chooseByTime([job('a'), job('b')], { ...options, bench })
    expect([[...choices], whole, close.mock.calls.length]).toEqual([[], false, 1])
  }
})

it('does not ask again for what brought the device down', async () => {
  const gone: Trial = { fault: 'gone', kernel: 'conv', detail: 'no answer came' }
  const { options, tried } = asked({ tiles: { ms: 2 }, registers: gone }, ['tiles', 'registers'])
  const { choices, whole } = await chooseByTime([job('a'), job('b')], options)
  expect([...choices]).toEqual([['a', 'tiles']])
  expect([whole, tried.length]).toEqual([false, 2])
})

it('chooses nothing untried where what is taken without timing brings the device down', async () => {
  const gone: Trial = { fault: 'gone', kernel: 'conv', detail: 'no answer came' }
  const { options, tried } = asked({ tiles: gone, registers: { ms: 1 } }, ['tiles', 'registers'])
  const { choices, faults, whole } = await chooseByTime([job('a'), job('b')], options)
  expect([[...choices], whole, tried]).toEqual([[], false, ['a tiles']])
  expect(faults).toMatchObject([{ key: 'a', variant: 'tiles', what: 'gone' }])
})

it('leaves undecided what has no room or is refused: only what is wrong in every way is of no use', async () => {
  const refused: Trial = { fault: 'refused', kernel: 'conv', detail: 'out of memory' }
  const times = { 'a tiles': refused, 'a registers': refused, 'b tiles': wrong, 'b registers': refused, tiles: wrong, registers: wrong }
  const { options, tried } = asked(times, ['tiles', 'registers'])
  const full: TuningHow = { ...options, bench: async (one) => (one.key === 'c' ? null : options.bench(one)) }
  const { choices, whole } = await chooseByTime(['a', 'b', 'c', 'd'].map(job), full)
  expect([[...choices], whole]).toEqual([[['d', null]], false])
  expect(tried.some((name) => name.startsWith('c'))).toBe(false)
})

it('asks for each convolution of a network once, the most work first, and only for what a plan does', () => {
  const jobs = jobsOf(resnet(18, { classes: 2 }), [fullPlan(64, 8)], 'tiles')
  expect(new Set(jobs.map(({ key }) => key)).size).toBe(jobs.length)
  expect(jobs.map(({ flops }) => flops)).toEqual(jobs.map(({ flops }) => flops).sort((a, b) => b - a))
  // Eleven shapes; the stem's input is a picture.
  expect(jobs.filter(({ question }) => question.direction === 'forward')).toHaveLength(11)
  expect(jobs.filter(({ question }) => question.direction === 'input-gradient')).toHaveLength(10)
  const headOnly = jobsOf(resnet(18, { classes: 2 }), [{ ...fullPlan(64, 8), frozenBlocks: 5 }], 'tiles')
  expect(new Set(headOnly.map(({ question }) => question.direction))).toEqual(new Set(['forward']))
  // What learns in f16 is not timed; what answers is f32.
  const mixed = jobsOf(resnet(18, { classes: 2 }), [{ ...fullPlan(64, 8), precision: 'mixed' }], 'tiles')
  expect(mixed.map(({ key }) => key).sort()).toEqual(headOnly.map(({ key }) => key).sort())
})

it('has candidates without repetition, the sensible one first, and none that was found wrong', () => {
  const question = { direction: 'forward', shape, batch: 8 } as const
  // Few rows: the generator's own choice is the low tile.
  expect(candidatesFor(question, 'tiles', [])).toEqual(['tiles', 'winograd-tiles', 'tiles-tall', 'registers', 'winograd-registers'])
  expect(candidatesFor(question, 'quads', ['subgroups'])).toEqual([
    ...['quads', 'winograd-quads', 'tiles-low', 'tiles-tall', 'winograd-tiles', 'registers', 'winograd-registers'],
  ])
  const noTiles = (variant: ConvVariant) => familyOf(variant) === 'tiles'
  expect(candidatesFor(question, 'registers', [], noTiles)).toEqual(['registers', 'winograd-registers'])
  // With a stride it would be what its family has already.
  const strided = { ...question, shape: { ...shape, stride: 2, outH: 8, outW: 8 } }
  expect(candidatesFor(strided, 'registers', [], noTiles)).toEqual(['registers'])
})
