import { expect, test } from 'vitest'
import type { SearchState } from '../../../workers/protocol'
import { fakeRecord } from '../../testing/fakeTrainer'
import { testStore } from '../../testing/testStore'
import { aTrialOf, isSearchShown } from './searchSlice'

const SEARCH: SearchState = {
  id: 'old',
  dataset: { fingerprint: 'others', name: 'others' },
  weights: '00',
  stages: [2, 6, 18],
  folds: 0,
  trials: [],
  best: null,
  now: null,
  standing: 'going',
  seconds: 0,
  spent: 0,
  ended: 'left',
}

test('a search that was put away stays so where another does not begin', async () => {
  const store = testStore({ 'search.kept': async () => SEARCH, 'search.start': () => Promise.reject(new Error('no')) })
  await store.getState().refreshSearch()
  store.getState().closeSearch()
  await store.getState().openDataset({ kind: 'drawn', count: 10, seed: 1 })
  expect(await store.getState().findRecipe(120)).toBe(false)
  expect(isSearchShown(store.getState())).toBe(false)
})

test('one that begins is shown, and so is the one that was put away and goes on', async () => {
  const store = testStore({
    async 'search.start'(_, __, onState) {
      onState({ ...SEARCH, id: 'new', ended: null })
      return { ...SEARCH, id: 'new' }
    },
  })
  store.getState().closeSearch('new')
  await store.getState().openDataset({ kind: 'drawn', count: 10, seed: 1 })
  expect(await store.getState().findRecipe(120)).toBe(true)
  expect(isSearchShown(store.getState())).toBe(true)
})

test('one whose own run is gone says so instead of doing nothing', async () => {
  for (const runs of [[], [fakeRecord({ deletedAt: 'now' })]]) {
    const store = testStore({ 'search.kept': async () => SEARCH, 'runs.list': async () => runs })
    await store.getState().refreshSearch()
    expect(await store.getState().goOnFinding(120)).toBe(false)
    expect(store.getState()).toMatchObject({ search: { status: 'idle' }, problems: [{ problem: { code: 'run-gone' } }] })
  }
})

test('one whose first trial is gone opens the pictures of another', () => {
  const trials = [1, 2].map((trial) =>
    fakeRecord({ id: `run-${trial}`, search: { id: 'old', trial }, deletedAt: trial === 1 ? 'now' : null }),
  )
  expect(aTrialOf({ runs: [fakeRecord(), ...trials] }, SEARCH)?.id).toBe('run-2')
})
