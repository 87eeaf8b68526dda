import { expect, test, vi } from 'vitest'
import { DEFAULT_CONFIG, Problem, type RunConfig, type RunEvent, type RunSummary, type RunTrace } from '../../workers/protocol'
import { bestOf, isActive, NO_RUN, progressOf, type RunView } from '../run/runView'
import { fakeEpoch, fakeRecord, fakeRun, fakeSummary } from '../testing/fakeTrainer'
import { testStore } from '../testing/testStore'
import { canGoLonger, moreEpochs } from './TrainLonger'
import { smallerRate } from './TryAgain'

const drawn = { kind: 'drawn', count: 10, seed: 1 } as const

test('a run ends with its summary, its curve, its epochs and a model', async () => {
  const store = testStore()
  await store.getState().openDataset(drawn)
  expect(await store.getState().train()).toBe(true)
  const { run, model } = store.getState()
  expect(run).toMatchObject({ status: 'finished', reason: 'completed', dataset: { name: 'pets' } })
  expect(run.curve).toHaveLength(10)
  expect(run.curve.at(-1)?.at).toBe(2)
  expect(run.epochs.map((record) => record.epoch)).toEqual([1, 2])
  expect(bestOf(run.epochs)?.epoch).toBe(2)
  expect(progressOf(run)).toBe(1)
  expect(model?.runId).toBe('run-1')
})

test('a run is shown, and asked for, with the network of the weights in use', async () => {
  const asked: string[] = []
  const store = testStore({
    'training.train'(config: RunConfig) {
      asked.push(config.depth)
      return Promise.resolve(fakeRun(config).summary)
    },
  })
  await store.getState().openDataset(drawn)
  await store.getState().refreshWeights()
  store.setState(({ weights }) => ({ weights: { ...weights!, depth: 'efficientnet_b0' as const } }))
  await store.getState().train()
  expect([asked, store.getState().run.config?.depth]).toEqual([['efficientnet_b0'], 'efficientnet_b0'])
  expect(store.getState().config.depth).toBe('18')
})

test('without pictures it says so and starts nothing', async () => {
  const train = vi.fn()
  const store = testStore({ 'training.train': train })
  expect(await store.getState().train()).toBe(false)
  expect(train).not.toHaveBeenCalled()
  expect(store.getState().problems[0]?.problem.code).toBe('no-dataset')
  expect(store.getState().run.status).toBe('idle')
})

test('a failed run keeps what it had shown, and says once why', async () => {
  const store = testStore({
    'training.train'(config: RunConfig, onEvent: (event: RunEvent) => void) {
      for (const event of fakeRun(config).events.slice(0, 9)) onEvent(event)
      const problem = new Problem('diverged', { epoch: 2, step: 1 })
      onEvent({ type: 'failed', problem: { code: problem.code, values: problem.values } })
      return Promise.reject(problem)
    },
  })
  await store.getState().openDataset(drawn)
  expect(await store.getState().train()).toBe(false)
  const { run, problems } = store.getState()
  expect(run.status).toBe('failed')
  expect(run.epochs).toHaveLength(1)
  expect(run.curve).toHaveLength(5)
  expect(problems.map(({ problem }) => problem.code)).toEqual(['diverged'])
  expect(run.log.filter((entry) => entry.kind === 'failed')).toHaveLength(1)
})

test('steps reach the page at most every 400 ms, everything else at once', async () => {
  vi.useFakeTimers()
  let emit: (event: RunEvent) => void = () => {}
  let finish: (summary: RunSummary) => void = () => {}
  const store = testStore({
    'training.train'(_config: RunConfig, onEvent: (event: RunEvent) => void) {
      emit = onEvent
      return new Promise((yes) => {
        finish = yes
      })
    },
  })
  await store.getState().openDataset(drawn)
  const running = store.getState().train()
  await vi.advanceTimersByTimeAsync(0)
  const { events, summary } = fakeRun(store.getState().config)
  let changes = 0
  store.subscribe(() => changes++)
  emit(events[1]!)
  expect(changes).toBe(1)
  for (let i = 0; i < 100; i++) emit(events[3]!)
  expect(changes).toBe(1)
  vi.advanceTimersByTime(400)
  expect(changes).toBe(2)
  expect(store.getState().run.curve).toHaveLength(100)
  expect(isActive(store.getState().run)).toBe(true)
  vi.useRealTimers()
  finish(summary)
  expect(await running).toBe(true)
  expect(store.getState().run).toMatchObject({ status: 'finished', reason: 'completed' })
})

test('after a crash the pictures and the weights are handed to the new worker, and the curve stays', async () => {
  let crash: (problem: Problem<'worker-crashed'>) => void = () => {}
  const openDataset = vi.fn(() => Promise.resolve(fakeSummary))
  const store = testStore({ 'dataset.open': openDataset }, (listener) => {
    crash = listener
  })
  await store.getState().openDataset(drawn)
  await store.getState().train()
  crash(new Problem('worker-crashed', { detail: 'oom' }))
  await vi.waitFor(() => expect(openDataset).toHaveBeenCalledTimes(2))
  expect(store.getState().run.curve).toHaveLength(10)
  expect(store.getState().problems[0]?.problem.code).toBe('worker-crashed')
})

const trace: RunTrace = {
  curve: { stride: 1, points: [0.2, 0.4].map((at) => ({ at, loss: 1, accuracy: 0.5, steps: 1 })) },
  log: [
    { at: 5, kind: 'note', note: { code: 'picture-replaced', path: 'cat/1.jpg' } },
    { at: 6, kind: 'epoch', epoch: 1 },
  ],
}

test('a kept run shows the curve of its steps and its log again', () => {
  const store = testStore()
  store.getState().showKept(fakeRecord({ epochs: [fakeEpoch(1, 15, 0.6, true)], trace }))
  const { run } = store.getState()
  expect(run.curve.map(({ at }) => at)).toEqual([0.2, 0.4])
  expect(run.log.map(({ kind, at }) => [kind, at])).toEqual([
    ['note', 5],
    ['epoch', 6],
  ])
})

test('a run that goes on shows what happened before, and adds to it', async () => {
  const { events, summary } = fakeRun(fakeRecord().config)
  const [, started, , ...rest] = events
  const store = testStore({
    'training.resumeRun'(_id, onEvent) {
      onEvent(started!)
      onEvent({ type: 'past', epochs: [fakeEpoch(1, 15, 0.6, true)], trace })
      for (const event of rest) onEvent(event)
      return Promise.resolve(summary)
    },
  })
  await store.getState().openDataset(drawn)
  expect(await store.getState().resumeRun(fakeRecord({ status: 'interrupted' }))).toBe(true)
  const { run } = store.getState()
  expect(run.curve).toHaveLength(2 + 10)
  expect(run.log.slice(0, 2).map(({ at }) => at)).toEqual([5, 6])
})

test('stopped while its pictures are still being opened, nothing starts, and the opening ends', async () => {
  const train = vi.fn()
  const opened: (() => void)[] = []
  const cancelOpening = vi.fn(() => {
    for (const release of opened) release()
    return Promise.resolve()
  })
  let opening = 0
  const open = () => {
    if (++opening === 1) return Promise.resolve(fakeSummary)
    return new Promise<typeof fakeSummary>((resolve) => opened.push(() => resolve(fakeSummary)))
  }
  const store = testStore({ 'training.train': train, 'dataset.open': open, 'dataset.cancelOpening': cancelOpening })
  await store.getState().openDataset(drawn)
  store.getState().setConfig({ seed: 77 })
  const running = store.getState().train()
  expect(store.getState().run.status).toBe('starting')
  await store.getState().stop()
  expect(await running).toBe(false)
  expect(cancelOpening).toHaveBeenCalled()
  expect(train).not.toHaveBeenCalled()
  expect(store.getState().run.status).toBe('idle')
  expect(store.getState().problems).toEqual([])
})

test('a run whose pictures may not be read goes on with nothing, and the recipe stays as the person had it', async () => {
  const resumeRun = vi.fn()
  const store = testStore({ 'training.resumeRun': resumeRun })
  await store.getState().openDataset(drawn)
  store.getState().takePreset('best')
  store.getState().setConfig({ batchSize: 8 })
  const recipe = () => (({ config, touched, base }) => ({ config, touched, base }))(store.getState())
  const before = recipe()
  const record = fakeRecord({ status: 'interrupted', dataset: { fingerprint: 'ff', name: 'others' } })
  expect(await store.getState().resumeRun(record)).toBe(false)
  expect(resumeRun).not.toHaveBeenCalled()
  expect(recipe()).toEqual(before)
})

test('a run that diverged offers a smaller rate, whether it left a model or not, until the next run has one', () => {
  const config = { ...fakeRecord().config, learningRate: 0.01 }
  const rate = (run: Partial<RunView>, next = config) => smallerRate({ run: { ...NO_RUN, config, ...run }, config: next })
  expect(rate({ reason: 'diverged' })).toBe(0.001)
  const failed = { at: 1, kind: 'failed', problem: { code: 'diverged', values: { epoch: 1, step: 4 } } } as const
  expect(rate({ status: 'failed', log: [failed] })).toBe(0.001)
  expect(rate({ reason: 'completed' })).toBeNull()
  expect(rate({ reason: 'diverged' }, { ...config, learningRate: 0.001 })).toBeNull()
})

test('stopped before it learnt anything a run leaves no message of something wrong', async () => {
  const store = testStore({ 'training.train': () => Promise.reject(new Problem('stopped-early', {})) })
  await store.getState().openDataset(drawn)
  expect(await store.getState().train()).toBe(false)
  expect(store.getState()).toMatchObject({ run: { status: 'stopped', resumed: false }, problems: [] })
})

test('one that was to learn longer says that it keeps what it had', async () => {
  const store = testStore({ 'training.resumeRun': () => Promise.reject(new Problem('stopped-early', {})) })
  await store.getState().openDataset(drawn)
  expect(await store.getState().resumeRun(fakeRecord(), 3)).toBe(false)
  const { run } = store.getState()
  expect(run).toMatchObject({ status: 'stopped', resumed: true })
})

test('a run that ended goes on for more epochs, with its own recipe', async () => {
  const asked = vi.fn((_id: string, onEvent: (event: RunEvent) => void) => {
    const { events, summary } = fakeRun(DEFAULT_CONFIG)
    for (const event of events) onEvent(event)
    return Promise.resolve(summary)
  })
  const record = fakeRecord({
    epochs: [fakeEpoch(1, 15, 0.6, true), fakeEpoch(2, 18, 0.4, true)],
    checkpoints: [{ file: 'c', epoch: 3, batch: 0, bytes: 1 }],
  })
  const store = testStore({ 'training.resumeRun': asked, 'runs.list': () => Promise.resolve([record]) })
  await store.getState().openDataset(drawn)
  store.getState().setConfig({ learningRate: 0.5 })
  expect(moreEpochs(record)).toBe(DEFAULT_CONFIG.epochs - 2)
  expect(await store.getState().resumeRun(record, 3)).toBe(true)
  expect(asked).toHaveBeenCalledWith('run-1', expect.any(Function), 3)
  expect(store.getState().config).toMatchObject({ epochs: 5, learningRate: DEFAULT_CONFIG.learningRate })
  expect(canGoLonger(store.getState())?.id).toBe('run-1')
  expect(canGoLonger({ ...store.getState(), dataset: null }), 'its pictures are not to be had').toBeNull()
})
