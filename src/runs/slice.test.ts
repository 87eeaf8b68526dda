import { expect, test, vi } from 'vitest'
import { Problem, type RunRecord, type RunsSpace } from '../../workers/protocol'
import { fakeRecord, fakeRun, fakeSummary } from '../testing/fakeTrainer'
import { testStore } from '../testing/testStore'

const drawn = { kind: 'drawn', count: 10, seed: 1 } as const

test('a deleted run leaves the list and comes back', async () => {
  let records: RunRecord[] = [fakeRecord()]
  const store = testStore({
    'runs.list': () => Promise.resolve(records.filter((run) => !run.deletedAt)),
    'runs.delete': async () => {
      records = records.map((run) => ({ ...run, deletedAt: 'now' }))
    },
    'runs.restore': async () => {
      records = records.map((run) => ({ ...run, deletedAt: null }))
    },
  })
  await store.getState().refreshRuns()
  expect(store.getState().runs).toHaveLength(1)
  await store.getState().deleteRuns(['run-1'])
  expect(store.getState().runs).toHaveLength(0)
  await store.getState().restoreRuns(['run-1'])
  expect(store.getState().runs).toHaveLength(1)
})

test('a run that another tab is at, or was a moment ago, is looked at again until it is free', async () => {
  vi.useFakeTimers()
  try {
    let status: RunRecord['status'] = 'running'
    const runs = vi.fn(() => Promise.resolve([fakeRecord({ status })]))
    const store = testStore({ 'runs.list': runs })
    await store.getState().refreshRuns()
    await vi.advanceTimersByTimeAsync(5000)
    expect(runs).toHaveBeenCalledTimes(3)
    status = 'interrupted'
    await vi.advanceTimersByTimeAsync(2000)
    expect(store.getState().runs?.[0]?.status).toBe('interrupted')
    await vi.advanceTimersByTimeAsync(60_000)
    // Seen to be free, and listed.
    expect(runs).toHaveBeenCalledTimes(5)
  } finally {
    vi.useRealTimers()
  }
})

test('a file that is no run changes nothing and says so', async () => {
  const store = testStore({
    'runs.import': () => Promise.reject(new Problem('run-file-malformed', { file: 'x.zip', detail: 'it is no zip' })),
  })
  expect(await store.getState().importRun(new File(['x'], 'x.zip'))).toBe(false)
  expect(store.getState().problems[0]?.problem.code).toBe('run-file-malformed')
})

test('going on with a run takes its recipe, and starts only on its own pictures', async () => {
  const resumeRun = vi.fn((_id: string, onEvent: (event: ReturnType<typeof fakeRun>['events'][number]) => void) => {
    const { events, summary } = fakeRun(store.getState().config)
    for (const event of events) onEvent(event)
    return Promise.resolve(summary)
  })
  const store = testStore({ 'training.resumeRun': resumeRun })
  const record = fakeRecord({ status: 'interrupted', config: { ...store.getState().config, epochs: 4, seed: 9 } })
  expect(await store.getState().resumeRun(record)).toBe(false)
  expect(resumeRun).not.toHaveBeenCalled()
  expect(store.getState().problems[0]?.problem.code).toBe('other-dataset')
  expect(store.getState().run.status).toBe('idle')
  await store.getState().openDataset(drawn)
  expect(await store.getState().resumeRun({ ...record, dataset: { fingerprint: 'other', name: 'birds' } })).toBe(false)
  expect(resumeRun).not.toHaveBeenCalled()
  expect(await store.getState().resumeRun({ ...record, dataset: fakeSummary })).toBe(true)
  expect(resumeRun).toHaveBeenCalledOnce()
  expect(store.getState().config).toMatchObject({ epochs: 4, seed: 9 })
  expect(store.getState().run.status).toBe('finished')
})

test('that nothing can be kept is said once as long as it is so, and again when it is so again', async () => {
  let problem: RunsSpace['problem'] = { code: 'no-storage', values: { why: 'blocked', detail: '' } }
  const store = testStore({ 'runs.space': () => Promise.resolve({ bytes: 0, budget: 0, byRun: {}, problem }) })
  const { refreshRuns, dismissProblem } = store.getState()
  const codes = () => store.getState().problems.map((shown) => shown.problem.code)
  await refreshRuns()
  expect(codes()).toEqual(['no-storage'])
  dismissProblem(store.getState().problems[0]!.id)
  await refreshRuns()
  expect(codes()).toEqual([])
  const again = problem
  problem = null
  await refreshRuns()
  problem = again
  await refreshRuns()
  expect(codes()).toEqual(['no-storage'])
})

test('an edit that cannot be kept is said, once', async () => {
  const problem = { code: 'storage-full', values: { needed: 0, free: 0 } } as const
  const unkept = { ...fakeSummary, changes: { ...fakeSummary.changes, problem } }
  const store = testStore({ 'dataset.edit': () => Promise.resolve(unkept) })
  await store.getState().openDataset(drawn)
  await store.getState().editPictures({ kind: 'leave-out', ids: [3] })
  expect(store.getState().problems.map((shown) => shown.problem)).toEqual([problem])
  store.getState().clearProblems()
  await store.getState().editPictures({ kind: 'leave-out', ids: [4] })
  expect(store.getState().problems).toEqual([])
})
