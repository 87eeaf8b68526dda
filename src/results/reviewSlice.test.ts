import { expect, test } from 'vitest'
import type { DatasetEdit } from '../../workers/protocol'
import { fakeSummary } from '../testing/fakeTrainer'
import { testStore } from '../testing/testStore'

const picture = { id: 7, path: 'cat/7.jpg' }

test('a new label goes to the trainer and is remembered until it is taken back', async () => {
  const edits: DatasetEdit[] = []
  const store = testStore({
    editDataset: (edit) => {
      edits.push(edit)
      return Promise.resolve(fakeSummary)
    },
  })
  const before = store.getState().datasetVersion
  expect(await store.getState().relabel(picture, 'dog', 'cat')).toBe(true)
  expect(store.getState().relabelled).toEqual({ 'cat/7.jpg': 'dog' })
  expect(store.getState().datasetVersion).toBe(before + 1)
  await store.getState().relabel(picture, 'cat', 'cat')
  expect(store.getState().relabelled).toEqual({})
  expect(edits).toEqual([
    { kind: 'relabel', ids: [7], className: 'dog' },
    { kind: 'relabel', ids: [7], className: 'cat' },
  ])
})

test('a refusal is reported and marks nothing', async () => {
  const store = testStore({ editDataset: () => Promise.reject(new Error('no')) })
  expect(await store.getState().relabel(picture, 'dog', 'cat')).toBe(false)
  expect(store.getState().relabelled).toEqual({})
  expect(store.getState().problems).toHaveLength(1)
})
