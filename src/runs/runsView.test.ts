import { expect, test } from 'vitest'
import { fakeEpoch, fakeRecord } from '../testing/fakeTrainer'
import { filterRuns, resumable, resumesAt, settingsOf, sortRuns } from './runsView'

const first = fakeRecord({ id: 'a', number: 1, name: 'pets 2', epochs: [fakeEpoch(1, 18, 0.4, true)] })
const second = fakeRecord({ id: 'b', number: 2, name: 'pets 10', notes: 'higher rate', epochs: [fakeEpoch(1, 12, 0.7, true)] })
const third = fakeRecord({ id: 'c', number: 3, name: 'Birds', status: 'interrupted' })
const runs = [third, second, first]
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).join('')

test('runs are sorted by any column, numbers in names as numbers, runs without a figure last when the best come first', () => {
  expect(ids(sortRuns(runs, { key: 'name', descending: false }, 'en'))).toBe('cab')
  expect(ids(sortRuns(runs, { key: 'accuracy', descending: true }, 'en'))).toBe('abc')
  expect(ids(sortRuns(runs, { key: 'strategy', descending: false }, 'en'))).toBe('cba')
})

test('a filter holds every word, in the name, the pictures or the notes', () => {
  expect(ids(filterRuns(runs, 'RATE pets', null))).toBe('b')
  expect(ids(filterRuns(runs, '', 'interrupted'))).toBe('c')
  expect(ids(filterRuns(runs, 'nothing', null))).toBe('')
})

test('settings that differ are marked', () => {
  const other = fakeRecord({ config: { ...first.config, epochs: 3, seed: 7 } })
  const differing = settingsOf([first, other]).filter(({ differs }) => differs)
  expect(differing.map(({ name }) => name)).toEqual(['epochs', 'seed'])
})

test('a run goes on where its last checkpoint says, and only an interrupted one', () => {
  const checkpoint = { file: 'c', epoch: 3, batch: 0, bytes: 1 }
  const going = fakeRecord({ id: 'd', status: 'interrupted', checkpoints: [{ ...checkpoint, epoch: 2 }, checkpoint] })
  expect(resumesAt(going)).toBe(3)
  expect(resumesAt(third)).toBe(null)
  expect(resumesAt(fakeRecord({ status: 'finished', checkpoints: [checkpoint] }))).toBe(null)
  expect(resumable([first, third, going])?.id).toBe('d')
  expect(resumable(null)).toBe(null)
})
