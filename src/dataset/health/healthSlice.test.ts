import { expect, test } from 'vitest'
import type { DatasetSummary, HealthReport } from '../../../workers/protocol'
import { fakeSummary } from '../../testing/fakeTrainer'
import { testStore } from '../../testing/testStore'

const report: HealthReport = { fingerprint: '00', checked: 200, findings: [], brought: 0, imbalance: null, shortcuts: [], milliseconds: 5 }

test('a check shows how far it is, and then what the split and the findings are', async () => {
  const seen: unknown[] = []
  let done = false
  const after: DatasetSummary = { ...fakeSummary, counts: { train: 158, val: 42, test: 0 } }
  const store = testStore({
    'health.report': () => Promise.resolve(done ? report : null),
    'health.check'(onProgress) {
      onProgress({ done: 50, of: 200 })
      seen.push(store.getState().checking)
      done = true
      return Promise.resolve(report)
    },
    'dataset.summary': () => Promise.resolve(after),
  })
  await store.getState().openDataset({ kind: 'drawn', count: 4, seed: 1 })
  await store.getState().checkHealth()
  expect(seen).toEqual([{ done: 50, of: 200, since: expect.any(Number) }])
  expect(store.getState()).toMatchObject({ checking: null, dataset: after })
  await expect.poll(() => store.getState().health).toEqual(report)
})

test('cancelling is silent, a failure is said', async () => {
  let fail: (thrown: unknown) => void = () => {}
  const store = testStore({
    'health.check': () => new Promise((_, reject) => (fail = reject)),
    'health.cancel': () => Promise.resolve(),
  })
  const first = store.getState().checkHealth()
  await store.getState().cancelHealth()
  fail(new DOMException('cancelled', 'AbortError'))
  await first
  expect(store.getState()).toMatchObject({ checking: null, problems: [] })
  const second = store.getState().checkHealth()
  fail(new Error('disk on fire'))
  await second
  expect(store.getState().checking).toBeNull()
  expect(store.getState().problems).toHaveLength(1)
})

test('an edit that is refused is said and changes nothing', async () => {
  const store = testStore({ 'dataset.edit': () => Promise.reject(new Error('no')) })
  expect(await store.getState().editPictures({ kind: 'reset' })).toBe(false)
  expect(store.getState()).toMatchObject({ datasetVersion: 0, dataset: null })
  expect(store.getState().problems).toHaveLength(1)
})
