/** What a graphics card computes with: timed once, kept from visit to visit, and asked anew of another version of the kernels. */
import { expect, it, vi } from 'vitest'
import { EngineLostError } from '../../engine/engine'
import type { ConvQuestion } from '../../engine/webgpu/kernels/variants'
import { questionKey } from '../../engine/webgpu/kernels/variants'
import type { TuningJob } from '../../engine/webgpu/tuning/jobs'
import { resnet } from '../../model/resnet'
import type { KeptChoices, Timed } from './adapters'
import { AdapterKernels, type TimeKernels, TUNING_MS } from './kernels'

const info = { vendor: 'acme', architecture: 'rocket', device: '0x1', description: 'Acme Rocket' } as GPUAdapterInfo
const tried = { info, agent: 'Chrome/156', revision: 'a1' }
const convs = { forward: 'tiles', 'input-gradient': 'tiles', 'filter-gradient': 'registers' } as const
const fault = { family: 'tiles', direction: 'filter-gradient', kernel: 'conv', what: 'wrong', detail: '' } as const
const test = { family: 'tiles', convs, faults: [fault] } as const
const shape = { inH: 8, inW: 8, inC: 8, outH: 8, outW: 8, outC: 8, kernel: 3, stride: 1, padding: 1, groups: 1 }
const ask = (direction: ConvQuestion['direction'], batch = 8): ConvQuestion => ({ direction, shape, batch })
const jobOf = (question: ConvQuestion): TuningJob => ({ key: questionKey(question), question, flops: 1 })
const network = { spec: resnet(18, { classes: 2 }), plans: [] }
const how = { signal: new AbortController().signal, onProgress: () => {} }

function memory(): KeptChoices {
  const rows = new Map<string, Timed>()
  return { read: async (key) => rows.get(key), change: async (key, change) => void rows.set(key, change(rows.get(key))) }
}
const HELD = { verdicts: [], unproven: new Map() } as const
/** As if tall tiles won everywhere. */
const tallWins = () =>
  vi.fn<TimeKernels>(async (jobs) => ({
    choices: new Map(jobs.map(({ key }) => [key, 'tiles-tall' as const])),
    faults: [],
    times: new Map(),
    whole: true,
    ...HELD,
  }))

it('takes what the self-test found right until it is timed, then what won, also at the next visit', async () => {
  const kept = memory()
  const time = tallWins()
  const { choose, tune, family } = await new AdapterKernels(tried, test, time, kept).options(true)
  expect(family).toBe('tiles')
  expect(choose!(ask('forward'))).toBe('tiles')
  expect(choose!(ask('filter-gradient'))).toBe('registers')
  await tune!([jobOf(ask('forward'))], how, network)
  expect(choose!(ask('forward'))).toBe('tiles-tall')
  expect(choose!(ask('forward', 16))).toBe('tiles')
  // Won in f32, and the self-test tried no other in f16.
  expect(choose!({ ...ask('forward'), half: true })).toBe('tiles')

  const again = await new AdapterKernels(tried, test, time, kept).options(true)
  expect(again.choose!(ask('forward'))).toBe('tiles-tall')
  await again.tune!([jobOf(ask('forward')), jobOf(ask('input-gradient'))], how, network)
  expect(time.mock.calls.map(([jobs]) => jobs.map(({ question }) => question.direction))).toEqual([['forward'], ['input-gradient']])
  await again.tune!([jobOf(ask('forward'))], how, network)
  expect(time).toHaveBeenCalledTimes(2)
})

it('computes with what the self-test found right unless timing is asked for, whatever is kept', async () => {
  const kernels = new AdapterKernels(tried, test, tallWins(), memory())
  const timed = await kernels.options(true)
  await timed.tune!([jobOf(ask('forward'))], how, network)
  const plain = await kernels.options(false)
  expect(plain.tune).toBeUndefined()
  expect([timed, plain].map(({ choose }) => choose!(ask('forward')))).toEqual(['tiles-tall', 'tiles'])
})

it('is timed anew with another browser or version of the kernels, within seconds, without what was found wrong', async () => {
  const kept = memory()
  const time = tallWins()
  for (const other of [tried, { ...tried, revision: 'b2' }, { ...tried, agent: 'Chrome/157' }]) {
    const { choose, tune } = await new AdapterKernels(other, test, time, kept).options(true)
    expect(choose!(ask('forward'))).toBe('tiles')
    await tune!([jobOf(ask('forward'))], how, network)
  }
  expect(time).toHaveBeenCalledTimes(3)
  const { budgetMs, base, excluded } = time.mock.calls[0]![1]
  expect(budgetMs).toBe(TUNING_MS)
  expect(base(ask('filter-gradient'))).toBe('registers')
  for (const variant of ['tiles-tall', 'winograd-tiles'] as const) expect(excluded(ask('filter-gradient'), variant)).toBe(true)
  expect(excluded(ask('filter-gradient'), 'winograd-registers')).toBe(false)
  expect(excluded(ask('filter-gradient'), 'quads')).toBe(false)
  expect(excluded(ask('forward'), 'tiles')).toBe(false)
})

it('is of no use for a network for which no kernel is right, says which, and keeps nothing of that', async () => {
  const kept = memory()
  const { key } = jobOf(ask('forward'))
  const wrong = { key, variant: 'tiles', what: 'wrong', kernel: 'conv-forward-tiles 3x3/1', detail: 'relative error 1' } as const
  const none: TimeKernels = async () => ({ choices: new Map([[key, null]]), faults: [wrong], times: new Map(), whole: true, ...HELD })
  const kernels = new AdapterKernels(tried, test, none, kept)
  expect(kernels.failure).toBeNull()
  const { tune } = await kernels.options(true)
  await expect(tune!([jobOf(ask('forward'))], how, network)).rejects.toThrow(EngineLostError)
  expect(kernels.failure).toContain('conv-forward-tiles 3x3/1: wrong: relative error 1')
  const anew = tallWins()
  const { tune: again, choose } = await new AdapterKernels(tried, test, anew, kept).options(true)
  await again!([jobOf(ask('forward'))], how, network)
  expect(choose!(ask('forward'))).toBe('tiles-tall')
})

it('has mixed precision unless it was found wrong', async () => {
  const mixes = async (half?: boolean) =>
    (await new AdapterKernels(tried, { ...test, ...(half === undefined ? {} : { half }) }, tallWins(), memory()).options(false)).mixes
  expect([await mixes(true), await mixes(false), await mixes()]).toEqual([true, false, true])
})

it('does without storage', async () => {
  const broken: KeptChoices = { read: () => Promise.reject(new Error('blocked')), change: () => Promise.reject(new Error('blocked')) }
  const { tune, choose } = await new AdapterKernels(tried, test, tallWins(), broken).options(true)
  await tune!([jobOf(ask('forward'))], how, network)
  expect(choose!(ask('forward'))).toBe('tiles-tall')
})

it('never tries again what brought the device down: not for another convolution, not at another visit', async () => {
  const kept = memory()
  const gone = { key: jobOf(ask('forward')).key, variant: 'tiles-tall', what: 'gone', kernel: 'conv', detail: 'no answer came' } as const
  const time = vi.fn<TimeKernels>(async () => ({ choices: new Map(), faults: [gone], times: new Map(), whole: false, ...HELD }))
  const kernels = new AdapterKernels(tried, test, time, kept)
  const first = await kernels.options(true)
  // Another convolution has taken it already.
  time.mockImplementationOnce(tallWins())
  await first.tune!([jobOf(ask('forward', 16))], how, network)
  await first.tune!([jobOf(ask('forward'))], how, network)
  expect(first.choose!(ask('forward', 16))).toBe('tiles')
  for (const { choose, tune } of [await kernels.options(true), await new AdapterKernels(tried, test, time, kept).options(true)]) {
    expect(choose!(ask('forward', 16))).toBe('tiles')
    await tune!([jobOf(ask('forward'))], how, network)
    const { excluded } = time.mock.lastCall![1]
    expect([excluded(ask('forward', 32), 'tiles-tall'), excluded(ask('input-gradient'), 'tiles-tall')]).toEqual([true, false])
  }
})

it('times no direction whose own kernel gave no answer', async () => {
  const { key } = jobOf(ask('forward'))
  const gone = { key, variant: 'tiles', what: 'gone', kernel: 'conv', detail: 'no answer came' } as const
  const time = vi.fn<TimeKernels>(async () => ({ choices: new Map(), faults: [gone], times: new Map(), whole: false, ...HELD }))
  const { tune, choose } = await new AdapterKernels(tried, test, time, memory()).options(true)
  await tune!([jobOf(ask('forward'))], how, network)
  await tune!([jobOf(ask('forward', 16)), jobOf(ask('input-gradient'))], how, network)
  expect(time.mock.lastCall![0].map(({ question }) => question.direction)).toEqual(['input-gradient'])
  expect(choose!(ask('forward'))).toBe('tiles')
})

it.each([
  ['a kernel that is refused in use', true],
  ['a device that goes away', false],
])('takes back all that was chosen by time after %s', async (_, refused) => {
  const kept = memory()
  const kernels = new AdapterKernels(tried, test, tallWins(), kept)
  const { tune, failed } = await kernels.options(true)
  await tune!([jobOf(ask('forward')), jobOf(ask('input-gradient'))], how, network)
  expect(failed!(refused)).toBe(true)
  const { choose, tune: again } = await kernels.options(true)
  expect([choose!(ask('forward')), again]).toEqual(['tiles', undefined])
  expect(failed!(refused)).toBe(false)
  // At the next visit it is timed anew, without what was refused.
  const time = tallWins()
  const next = await new AdapterKernels(tried, test, time, kept).options(true)
  expect(next.choose!(ask('forward'))).toBe('tiles')
  await next.tune!([jobOf(ask('forward'))], how, network)
  expect(time.mock.lastCall![1].excluded(ask('forward'), 'tiles-tall')).toBe(refused)
})

it('keeps what another tab has found out meanwhile', async () => {
  const kept = memory()
  const tabs = await Promise.all([1, 2].map(() => new AdapterKernels(tried, test, tallWins(), kept).options(true)))
  await tabs[0]!.tune!([jobOf(ask('forward'))], how, network)
  await tabs[1]!.tune!([jobOf(ask('input-gradient'))], how, network)
  const { choose } = await new AdapterKernels(tried, test, tallWins(), kept).options(true)
  expect([choose!(ask('forward')), choose!(ask('input-gradient'))]).toEqual(['tiles-tall', 'tiles-tall'])
})

it('holds what a skipped run has timed at the next run, also at the next visit, and does not time it again', async () => {
  const kept = memory()
  const job = jobOf(ask('forward'))
  const skipped: TimeKernels = async (jobs) => ({
    ...{ choices: new Map(), faults: [], times: new Map(), whole: false, verdicts: [{ what: 'cut' }] },
    unproven: new Map(jobs.map(({ key }) => [key, 'tiles-tall'])),
  })
  const kernels = new AdapterKernels(tried, test, skipped, kept)
  const { tune, choose } = await kernels.options(true)
  await tune!([job], how, network)
  expect(choose!(ask('forward'))).toBe('tiles')
  const time = tallWins()
  const next = await new AdapterKernels(tried, test, time, kept).options(true)
  expect(next.choose!(ask('forward'))).toBe('tiles')
  await next.tune!([job, jobOf(ask('input-gradient'))], how, network)
  expect([...time.mock.lastCall![1].unproven]).toEqual([[job.key, 'tiles-tall']])
  expect(next.choose!(ask('forward'))).toBe('tiles-tall')
  // It is proven now, and no longer asked about.
  const last = await new AdapterKernels(tried, test, time, kept).options(true)
  await last.tune!([job], how, network)
  expect(time).toHaveBeenCalledTimes(1)
  expect(last.choose!(ask('forward'))).toBe('tiles-tall')
})

it('tells for a bug report what was wrong by itself or in whole steps, and nothing of what was only slower', async () => {
  const { key } = jobOf(ask('forward'))
  const wrong = { key, variant: 'registers', what: 'wrong', kernel: 'conv-forward-registers 3x3/1', detail: 'relative error 1' } as const
  const time: TimeKernels = async () => ({
    ...{ choices: new Map([[key, 'tiles' as const]]), faults: [wrong, { ...wrong, what: 'refused' }], times: new Map(), whole: true },
    ...{
      verdicts: [
        { what: 'not-faster', rounds: [] },
        { what: 'wrong', detail: 'answers of a whole step: relative error 0.1' },
      ],
    },
    unproven: new Map(),
  })
  const kernels = new AdapterKernels(tried, test, time, memory())
  expect(kernels.timedWrong).toEqual([])
  await (await kernels.options(true)).tune!([jobOf(ask('forward'))], how, network)
  expect(kernels.timedWrong).toEqual([
    expect.stringContaining('conv-forward-registers 3x3/1, when it was timed: wrong: relative error 1'),
    expect.stringContaining('answers of a whole step: relative error 0.1'),
  ])
})
