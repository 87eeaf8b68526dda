/** Standing still: told at once, in every phase, and counted nowhere. */
import { describe, expect, it } from 'vitest'
import { Problem, type RunConfig, type RunEvent } from '../../protocol'
import { saver } from '../runs/saver'
import { TOY_CONFIG, timedRun } from '../testing/timedRun'
import { RunControl } from './control'

const CACHED: RunConfig = { ...TOY_CONFIG, strategy: 'feature-extraction', cachedViews: 2 }

/** What a run comes to: figures, times and weights. */
const outcome = ({ reason, summary, params, last, validation }: Awaited<ReturnType<typeof timedRun>>) => ({
  reason,
  summary,
  params,
  last: [last.params, last.optimizer, last.clock],
  logits: validation.logits,
})

describe.each([
  ['the whole network', TOY_CONFIG],
  ['the head on cached features', CACHED],
])('%s', (_, config) => {
  it('told to stand still at any moment, a run says so at once, stands still, and ends with the same numbers in the same time', async () => {
    const whole = await timedRun(config)
    const phases = whole.events.flatMap((event) => (event.type === 'phase' ? [event.phase] : []))
    expect(phases).toEqual(expect.arrayContaining(['loading', 'training', 'validating', 'finishing']))
    for (let moment = 0; moment < whole.events.length; moment++) {
      const paused = await timedRun(
        config,
        (_event, at, { control, standings }) => {
          if (at !== moment) return
          control.pause()
          expect(standings).toEqual(['pausing'])
        },
        (standing, { control, events, pass }) => {
          if (standing !== 'paused') return
          // No more than what was under way: three steps at most, and no batch of anything else.
          const since = events.slice(moment + 1)
          expect(since.filter(({ type }) => type === 'step').length).toBeLessThanOrEqual(3)
          expect(since.filter(({ type }) => type === 'validation-progress' || type === 'feature-progress')).toEqual([])
          pass(1e6)
          setTimeout(() => control.resume())
        },
      )
      expect([moment, ...paused.standings]).toEqual([moment, 'pausing', 'paused', 'going'])
      expect(outcome(paused)).toEqual(outcome(whole))
    }
  })

  it('stopped while it stands still or is about to, at any moment, a run ends', async () => {
    const { events } = await timedRun(config)
    for (const when of ['pausing', 'paused'] as const)
      for (let moment = 0; moment < events.length; moment++) {
        const run = timedRun(
          config,
          (_event, at, { control }) => {
            if (at === moment) control.pause()
          },
          (standing, { control }) => {
            if (standing === when) setTimeout(() => control.stop())
          },
        )
        const [ended] = await Promise.allSettled([run])
        if (ended.status === 'fulfilled') expect(ended.value.standings.at(-1)).toBe('going')
        else expect(ended.reason).toMatchObject({ code: 'stopped-early' })
      }
  })
})

it('a full disk makes the run stand still at once, after whichever epoch, and is tried again when it goes on', async () => {
  for (const full of [1, 2]) {
    const saved: number[] = []
    const course: string[] = []
    let asked = 0
    const run = await timedRun(
      TOY_CONFIG,
      () => {},
      (standing, { control }) => {
        course.push(standing)
        if (standing === 'paused') setTimeout(() => control.resume())
      },
      {
        saver: ({ control, events }) =>
          saver({
            save: async ({ clock }) => {
              course.push('save')
              if (++asked === full) throw new Problem('storage-full', { needed: 10, free: 1 })
              saved.push(clock.epoch)
            },
            control,
            onEvent: (event) => (events as RunEvent[]).push(event),
            patienceMs: 10_000,
            over: new AbortController().signal,
          }).save,
      },
    )
    expect(run.reason).toBe('completed')
    const stood = ['pausing', 'paused', 'going', 'save']
    expect(course).toEqual(full === 1 ? ['save', ...stood, 'save'] : ['save', 'save', ...stood])
    expect(saved).toEqual([2, 3])
  }
})

it('time stands still while a run does, for however many callers at once', async () => {
  let now = 5
  const told: string[] = []
  const control = new RunControl(
    (standing) => told.push(standing),
    () => now,
  )
  await control.rest()
  expect(told).toEqual([])
  control.pause()
  now = 10
  const outer = control.rest({ keep: () => control.rest() })
  await Promise.resolve()
  now = 1000
  expect(control.now()).toBe(10)
  control.resume()
  await outer
  now += 7
  expect(control.now()).toBe(17)
  expect(told).toEqual(['pausing', 'paused', 'going'])
})
