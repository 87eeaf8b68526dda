import { expect, test } from 'vitest'
import { DEFAULT_CONFIG, type EpochRecord, type RunEvent } from '../../workers/protocol'
import { fakeRun } from '../testing/fakeTrainer'
import { bestBy, bestOf, isActive, mostAccurateOf, NO_RUN, paceOf, progressOf, type RunView, reduceRun, shownEpochOf } from './runView'
import { words } from './words'

const epoch = (at: number, loss: number, accuracy: number, best: boolean) => ({ epoch: at, val: { loss, accuracy }, best }) as EpochRecord
const EPOCHS = [epoch(1, 0.6, 0.6, true), epoch(2, 0.5, 0.708, true), epoch(3, 0.7, 0.792, false)]

test('the epoch of the lowest loss is not called the most accurate one', () => {
  expect([bestOf(EPOCHS)?.epoch, mostAccurateOf(EPOCHS)?.epoch]).toEqual([2, 3])
  const by = bestBy({ config: DEFAULT_CONFIG })
  expect(words.en.runView.bestRestored(2, by)).toBe('The model is the one of epoch 2, which has the lowest validation loss.')
  expect(words.en.runView.figures.best(2, by)).toBe('lowest validation loss: epoch 2')
  expect(words.zh.runView.bestRestored(3, bestBy({ config: { ...DEFAULT_CONFIG, stopMetric: 'val-accuracy' } }))).toBe(
    '模型取自验证准确率最高的第 3 轮。',
  )
})

test('figures are of the last epoch while a run is on, and of the model’s once it has ended, however it ended', () => {
  expect(shownEpochOf({ status: 'running', epochs: EPOCHS })?.epoch).toBe(3)
  for (const status of ['finished', 'stopped', 'failed'] as const) expect(shownEpochOf({ status, epochs: EPOCHS })?.epoch).toBe(2)
  expect(shownEpochOf({ status: 'idle', epochs: [] })).toBeNull()
})

test('while test pictures are scored the bar is theirs, and a stop that ended the training is over', () => {
  const stopping = { ...NO_RUN, status: 'stopping' as const }
  const testing = reduceRun(reduceRun(stopping, { type: 'phase', phase: 'testing' }, 0), { type: 'test-progress', done: 3, of: 12 }, 0)
  expect([testing.status, progressOf(testing)]).toEqual(['running', 0.25])
})

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

test('a pace of training is not shown for what comes after it', () => {
  const trained = after([started, { type: 'phase', phase: 'training' }, step(5)])
  expect(paceOf(trained)).toMatchObject({ step: 5 })
  for (const phase of ['finishing', 'testing'] as const) expect(paceOf(after([{ type: 'phase', phase }], trained))).toBeNull()
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
