import { expect, test } from 'vitest'
import type { RunEvent } from '../../workers/protocol'
import { fakeRun } from '../testing/fakeTrainer'
import { isActive, NO_RUN, paceOf, progressOf, type RunView, reduceRun } from './runView'

const after = (events: readonly RunEvent[], from: RunView = { ...NO_RUN, status: 'starting' }): RunView =>
  events.reduce((view, event) => reduceRun(view, event, 0), from)
const started = fakeRun({ epochs: 2 } as never).events.find((event) => event.type === 'started')!
const looking = (done: number, imagesPerSecond = 20): RunEvent => ({
  type: 'feature-progress',
  done,
  of: 100,
  views: 4,
  pictures: 20,
  imagesPerSecond,
  secondsLeft: imagesPerSecond > 0 ? (100 - done) / imagesPerSecond : Number.NaN,
})
const firstStep = fakeRun({ epochs: 2 } as never).events.find((event) => event.type === 'step')!
const step = (at: number): RunEvent => ({ ...firstStep, step: at })

test('while the frozen network looks at the pictures the bar moves, and has a pace and an end', () => {
  const run = after([started, { type: 'phase', phase: 'features' }, looking(50)])
  expect(progressOf(run)).toBeCloseTo(0.45)
  expect(paceOf(run)).toMatchObject({ imagesPerSecond: 20, secondsLeft: 2.5 })
})

test('from the first picture looked at to the last step the bar never falls, whether features are made or were kept', () => {
  for (const pace of [20, 0]) {
    const events = [
      started,
      { type: 'phase', phase: 'features' } as const,
      looking(10, pace),
      looking(100, pace),
      { type: 'phase', phase: 'training' } as const,
    ]
    const shares: number[] = []
    let run = { ...NO_RUN, status: 'starting' } as RunView
    for (const event of [...events, step(1), step(3), step(5)]) {
      run = reduceRun(run, event, 0)
      shares.push(progressOf(run))
    }
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.at(-1)).toBeGreaterThan(shares[4]!)
    expect(paceOf(run)).toMatchObject({ step: 5 })
  }
})

test('a run stopped before it learnt anything is stopped, not failed; any other problem is a failure', () => {
  const ended = (code: 'stopped-early' | 'no-dataset') => after([started, { type: 'failed', problem: { code, values: {} } }])
  expect(ended('stopped-early')).toMatchObject({ status: 'stopped' })
  expect(isActive(ended('stopped-early'))).toBe(false)
  expect(ended('no-dataset').status).toBe('failed')
  expect(after([{ type: 'failed', problem: { code: 'stopped-early', values: {} } }], ended('stopped-early')).log).toHaveLength(2)
})
