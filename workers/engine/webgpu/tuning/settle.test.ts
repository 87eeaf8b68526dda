/** Whole steps by a table of variants beside those without it, on engines whose answers and times are given: what is wrong, refused or not faster is not taken. */
import { expect, it } from 'vitest'
import { narrowNetwork } from '../self-test/cases'
import { fullPlan } from '../testing/plans'
import type { Choice, Tuned } from './choose'
import { compared, settled, type Verdict, type Whole } from './settle'

const spec = narrowNetwork()
const plan = fullPlan(32, 2)

/** An engine by what it computes, and how long its steps take, in turn; the last from then on. */
function engine(
  clock: { ms: number },
  stepMs: readonly number[],
  other: { logit?: number; loss?: number; gradient?: number; refuses?: Error } = {},
): Whole {
  const left = [...stepMs]
  return {
    async load() {
      if (other.refuses) throw other.refuses
    },
    evaluate: async () => Float32Array.of(1, other.logit ?? 2),
    step: () => {
      clock.ms += left.length > 1 ? left.shift()! : left[0]!
      return { result: Promise.resolve({ loss: other.loss ?? 0.5 }) } as ReturnType<Whole['step']>
    },
    gradients: async () => new Map([['w', { shape: [2], data: Float32Array.of(3, other.gradient ?? 4) }]]),
  }
}
async function verdict(before: readonly number[], after: readonly number[], other: Parameters<typeof engine>[2] = {}) {
  const clock = { ms: 0 }
  const signal = new AbortController().signal
  return compared(engine(clock, before), engine(clock, after, other), spec, plan, { signal, now: () => clock.ms })
}

it('is faster where each round says so, and not otherwise', async () => {
  // The first step of each warms up.
  expect(await verdict([900, 200], [900, 180])).toMatchObject({ what: 'faster', rounds: Array(3).fill({ before: 200, after: 180 }) })
  expect(await verdict([900, 200, 200, 200], [900, 180, 180, 210])).toMatchObject({ what: 'not-faster' })
  expect(await verdict([100], [900, 200])).toMatchObject({ what: 'not-faster', rounds: [{ before: 100, after: 200 }] })
})

it.each<[string, Parameters<typeof engine>[2]]>([
  ['answers', { logit: 2.01 }],
  ['loss', { loss: Number.NaN }],
  ['gradients', { gradient: 4.2 }],
])('is wrong by other %s, however fast', async (what, other) => {
  expect(await verdict([200], [1], other)).toMatchObject({ what: 'wrong', detail: expect.stringContaining(what) })
})

it('fails where a kernel is refused, there is no room, or nothing comes, and says nothing where it is cut short', async () => {
  expect(await verdict([200], [1], { refuses: new Error('no room') })).toEqual({ what: 'failed', detail: 'no room' })
  const never: Whole = { ...engine({ ms: 0 }, [1]), load: () => new Promise(() => {}) }
  const signal = new AbortController().signal
  expect(await compared(never, never, spec, plan, { signal, patienceMs: 1 })).toEqual({ what: 'late' })
  expect(await compared(never, never, spec, plan, { signal: AbortSignal.abort() })).toEqual({ what: 'cut' })
})

it('is cut short at once, whatever is under way, and asks nothing more of engines after that or after its time', async () => {
  const loaded: string[] = []
  let isIn = () => {}
  const whole = (name: string, load: Promise<void>): Whole => ({
    ...engine({ ms: 0 }, [1]),
    load: () => {
      loaded.push(name)
      isIn()
      return load
    },
  })
  for (const how of ['skipped', 'late'] as const) {
    let come = () => {}
    const under = new Promise<void>((resolve) => {
      come = resolve
    })
    const begun = new Promise<void>((resolve) => {
      isIn = resolve
    })
    const skip = new AbortController()
    const patience = how === 'late' ? { patienceMs: 1 } : {}
    const told = compared(whole('before', under), whole('after', under), spec, plan, { signal: skip.signal, ...patience })
    await begun
    if (how === 'skipped') skip.abort()
    expect(await told).toEqual({ what: how === 'late' ? 'late' : 'cut' })
    come()
    await new Promise((resolve) => setTimeout(resolve))
  }
  expect(loaded).toEqual(['before', 'before'])
})

const going = new AbortController().signal
const tuned: Tuned = { choices: new Map(), faults: [], times: new Map(), whole: true }
const after = async (verdicts: readonly Verdict[], choices: readonly (readonly [string, Choice])[], keys: readonly string[][]) => {
  const map = new Map(choices)
  let asked = 0
  const held = keys.map((those) => ({ keys: new Set(those), hold: async () => verdicts[asked++]! }))
  const { choices: left, whole, verdicts: told, unproven } = await settled(tuned, map, held, () => 'tiles', { signal: going })
  if (told.some(({ what }) => what === 'cut')) expect([...unproven]).toEqual([['a', 'registers']])
  else expect(unproven.size).toBe(0)
  return [[...left], whole, told.length]
}

it('takes back for good what is of no use in whole steps, leaves what was not looked at unproven, and asks only about what changes', async () => {
  const changed = [
    ['a', 'registers'],
    ['b', 'tiles'],
    ['c', null],
  ] as const
  const faster: Verdict = { what: 'faster', rounds: [] }
  expect(await after([faster], changed, [['a', 'b']])).toEqual([changed, true, 1])
  for (const no of [
    { what: 'not-faster', rounds: [] },
    { what: 'wrong', detail: '' },
    { what: 'failed', detail: '' },
    { what: 'late' },
  ] as const)
    expect(await after([no], changed, [['a', 'b', 'c']])).toEqual([[['a', 'tiles'], ...changed.slice(1)], true, 1])
  expect(await after([{ what: 'cut' }], changed, [['a', 'b']])).toEqual([changed.slice(1), false, 1])
  // What one plan took back the next has no more to ask about.
  expect(await after([{ what: 'wrong', detail: '' }], changed, [['a'], ['a', 'b']])).toEqual([
    [['a', 'tiles'], ...changed.slice(1)],
    true,
    1,
  ])
})

it('has one time for all plans, and asks nothing after it, after an answer that did not come, or after a skip', async () => {
  const changed = new Map<string, Choice>(['a', 'b', 'c'].map((key) => [key, 'registers']))
  const asked = async (verdicts: readonly Verdict[], over: Partial<{ tuned: Tuned; signal: AbortSignal }> = {}) => {
    let ms = 0
    const left: number[] = []
    const held = ['a', 'b', 'c'].map((key, i) => ({
      keys: new Set([key]),
      hold: async (patienceMs: number) => {
        left.push(patienceMs)
        ms += 600
        return verdicts[i]!
      },
    }))
    const how = { signal: over.signal ?? going, patienceMs: 1000, now: () => ms }
    const { choices, unproven } = await settled(over.tuned ?? tuned, new Map(changed), held, () => 'tiles', how)
    return [left, [...choices], [...unproven.keys()]]
  }
  const faster: Verdict = { what: 'faster', rounds: [] }
  const proven = [
    ['a', 'registers'],
    ['b', 'registers'],
  ]
  expect(await asked([faster, faster])).toEqual([[1000, 400], proven, ['c']])
  expect(await asked([{ what: 'late' }])).toEqual([[1000], [['a', 'tiles']], ['b', 'c']])
  expect(await asked([], { signal: AbortSignal.abort() })).toEqual([[], [], ['a', 'b', 'c']])
  const gone = { key: 'x', variant: 'tiles', what: 'gone', kernel: 'conv', detail: '' } as const
  expect(await asked([], { tuned: { ...tuned, faults: [gone] } })).toEqual([[], [], ['a', 'b', 'c']])
})
