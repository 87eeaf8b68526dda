import { expect, test } from 'vitest'
import { Problem, type RunRecord } from '../../workers/protocol'
import { fakeEpoch, fakeRecord } from '../testing/fakeTrainer'
import { testStore } from '../testing/testStore'
import { answeringRun, byDataset } from './answering'
import { bestIn } from './columns'
import { judgedOtherwise } from './runsView'

test('another run that is taken to answer is the one that is shown, and the other way round', async () => {
  const kept = fakeRecord({ id: 'kept', name: 'pets 7', bestFile: 'best-2.safetensors' })
  const store = testStore({ 'runs.list': () => Promise.resolve([fakeRecord(), kept]) })
  await store.getState().openDataset({ kind: 'drawn', count: 10, seed: 1 })
  const one = () => [store.getState().model?.runId, store.getState().run.started?.runId, answeringRun(store.getState())?.id]
  await store.getState().train()
  expect(one()).toEqual(['run-1', 'run-1', 'run-1'])
  const { dataset } = store.getState()
  expect(await store.getState().useRun(kept)).toBe(true)
  expect(one()).toEqual(['kept', 'kept', 'kept'])
  expect(store.getState().dataset, 'the open pictures stay').toBe(dataset)
  expect(await store.getState().openRun(fakeRecord({ bestFile: 'best-2.safetensors' }))).toBe(true)
  expect(one()).toEqual(['run-1', 'run-1', 'run-1'])
})

test('a run that cannot be taken changes neither, and says so; of one that was deleted nothing is made up', async () => {
  let records: readonly RunRecord[] = [fakeRecord()]
  const store = testStore({
    'runs.list': () => Promise.resolve([...records]),
    'answers.useRun': () => Promise.reject(new Problem('run-gone', { run: 'pets 7' })),
  })
  await store.getState().openDataset({ kind: 'drawn', count: 10, seed: 1 })
  await store.getState().train()
  expect(await store.getState().useRun(fakeRecord({ id: 'gone' }))).toBe(false)
  expect(store.getState()).toMatchObject({ model: { runId: 'run-1' }, run: { started: { runId: 'run-1' } } })
  expect(store.getState().problems[0]?.problem.code).toBe('run-gone')
  records = []
  await store.getState().refreshRuns()
  expect(answeringRun(store.getState())).toBeNull()
})

test('a file that cannot be made is told for the button that asked, until another is', async () => {
  let fails = true
  const problem = new Problem('export-check-failed', { format: 'onnx', difference: 1 })
  const store = testStore({
    'downloads.make': (format) => (fails ? Promise.reject(problem) : Promise.resolve({ name: format, blob: new Blob() })),
  })
  expect(await store.getState().exportFile('onnx')).toBeNull()
  expect(store.getState()).toMatchObject({
    exporting: null,
    exportFailure: { format: 'onnx', problem: { code: 'export-check-failed' } },
    problems: [],
  })
  fails = false
  expect(await store.getState().exportFile('tfjs')).toMatchObject({ name: 'tfjs' })
  expect(store.getState().exportFailure).toBeNull()
})

test('a file with a loss stays offered, whatever is looked at meanwhile, until it is closed or other answers are taken', async () => {
  const loss = { pictures: 20, right: { f32: 18, int8: 17 }, differ: 1, calibrating: 10, bytes: 40 }
  const store = testStore({
    'downloads.make': (format) => Promise.resolve({ name: format, blob: new Blob(['x']), ...(format === 'onnx-int8' ? { loss } : {}) }),
  })
  const state = store.getState
  await state().takeModel('a')
  await state().exportFile('onnx-int8')
  await state().exportFile('onnx')
  expect(state().offered).toMatchObject({ format: 'onnx-int8', name: 'onnx-int8', loss })
  await state().refreshModel()
  expect(state().offered).not.toBeNull()
  await state().takeModel('b')
  expect(state().offered).toBeNull()
  await state().exportFile('onnx-int8')
  state().closeOffer()
  expect(state().offered).toBeNull()
  // The model changes while it is made: it is not of what answers then.
  const made = state().exportFile('onnx-int8')
  await Promise.all([state().takeModel('c'), made])
  expect(state().offered).toBeNull()
})

test('runs of the same pictures are one group, whatever they are called', () => {
  const run = (number: number, fingerprint: string, name: string) =>
    fakeRecord({ id: String(number), number, dataset: { fingerprint, name } })
  const groups = byDataset([run(4, 'a', 'renamed'), run(3, 'b', 'birds'), run(2, 'a', 'pets')])
  expect(groups.map(({ name, runs }) => [name, runs.map(({ id }) => id).join('')])).toEqual([
    ['renamed', '42'],
    ['birds', '3'],
  ])
})

test('figures are compared among runs that were judged by the same pictures under the same labels only', () => {
  const split = { train: ['a/1', 'b/1'], val: ['a/2', 'b/2'] }
  const run = (id: string, number: number, right: number, changes: Partial<RunRecord>) =>
    fakeRecord({ id, number, epochs: [fakeEpoch(1, right, 0.5, true)], split, labels: [0, 1, 0, 1], ...changes })
  const [now, before, relabelled, otherwise] = [
    run('now', 4, 12, {}),
    run('before', 3, 10, { labels: [1, 1, 0, 1] }),
    run('relabelled', 2, 18, { labels: [0, 1, 1, 1] }),
    run('otherwise', 1, 19, { split: { train: ['a/2', 'b/1'], val: ['a/1', 'b/2'] } }),
  ] as const
  const [group] = byDataset([now, before, relabelled, otherwise])
  expect(group?.sets.map((set) => set.map(({ id }) => id))).toEqual([['now', 'before'], ['relabelled'], ['otherwise']])
  expect(group?.sets.map((set) => [...bestIn(set, 'accuracy')])).toEqual([['now'], [], []])
  expect(judgedOtherwise(relabelled, now)).toEqual({ pictures: 0, labels: 1 })
  expect(judgedOtherwise(otherwise, now)).toEqual({ pictures: 2, labels: 0 })
  expect(
    byDataset([now, run('added', 5, 9, { dataset: { fingerprint: 'with added', base: now.dataset.fingerprint, name: 'pets' } })]),
  ).toHaveLength(1)
})
