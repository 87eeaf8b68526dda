import { expect, test } from 'vitest'
import { fakeEpoch, fakeRecord } from '../testing/fakeTrainer'
import { figuresOf, filterRuns, maybeChance, resumable, resumesAt, settingsOf } from './runsView'

const first = fakeRecord({ id: 'a', number: 1, name: 'pets 2', epochs: [fakeEpoch(1, 18, 0.4, true)] })
const second = fakeRecord({ id: 'b', number: 2, name: 'pets 10', notes: 'higher rate', epochs: [fakeEpoch(1, 12, 0.7, true)] })
const third = fakeRecord({ id: 'c', number: 3, name: 'Birds', status: 'interrupted' })
const runs = [third, second, first]
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).join('')

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

test('a run that was broken off while it learnt longer is not shown with the test score of weights that are gone', () => {
  const epochs = [fakeEpoch(1, 12, 0.7, true), fakeEpoch(2, 18, 0.4, true)]
  const test = { epoch: 1, scores: epochs[0]!.val, judged: 40, unread: 0, confusion: [], perClass: [] }
  const summary = { bestEpoch: 1, best: epochs[0]!, epochs: epochs.slice(0, 1), imagesPerSecond: 9, seconds: 3, test }
  expect(figuresOf(fakeRecord({ epochs, summary, bestEpoch: 2 }))).toMatchObject({ test: null, seconds: 4, bestEpoch: 2 })
  expect(figuresOf(fakeRecord({ epochs, summary, bestEpoch: 0 })), 'whose weights found no room').toEqual(summary)
})

test('two runs of the same validation pictures that differ on few of them may differ by chance; of others nothing is said', () => {
  const val = Array.from({ length: 40 }, (_, i) => `${i}.jpg`)
  const run = (right: number, changes = {}) =>
    fakeRecord({ epochs: [fakeEpoch(1, right, 0.4, true)], split: { train: [], val }, labels: val.map((_, i) => i % 2), ...changes })
  expect(maybeChance(run(18), run(16))).toEqual({ says: 'chance', pictures: 4 })
  expect(maybeChance(run(18), run(15)), 'from six on it may be more').toEqual({ says: 'unknown', pictures: 6 })
  expect(maybeChance(run(18), run(16, { split: { train: [], val: val.toReversed() } }))).toBeNull()
  expect(maybeChance(run(18), run(16, { labels: val.map(() => 0) })), 'relabelled since').toBeNull()
  expect(maybeChance(run(18), fakeRecord())).toBeNull()
})
