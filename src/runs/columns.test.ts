import { expect, test } from 'vitest'
import { fakeEpoch, fakeRecord } from '../testing/fakeTrainer'
import { bestIn, columnsThatFit, knownColumns, sortRuns, spareBytes } from './columns'

const run = (id: string, number: number, right: number | null, loss = 0.5) =>
  fakeRecord({ id, number, name: `pets ${number}`, epochs: right === null ? [] : [fakeEpoch(1, right, loss, true)] })
const ids = (list: Iterable<{ id: string }>) => [...list].map(({ id }) => id).join('')

test('runs are sorted by any column, numbers in names as numbers, runs without a figure last whichever way', () => {
  const runs = [run('c', 3, null), run('b', 10, 12), run('a', 2, 18)]
  expect(ids(sortRuns(runs, { key: 'name', descending: false }, 'en'))).toBe('acb')
  expect(ids(sortRuns(runs, { key: 'accuracy', descending: true }, 'en'))).toBe('abc')
  expect(ids(sortRuns(runs, { key: 'accuracy', descending: false }, 'en'))).toBe('bac')
  expect(ids(sortRuns(runs, { key: 'strategy', descending: false }, 'en')), 'equals newest first').toBe('bca')
  expect(ids(sortRuns(runs, { key: 'space', descending: true }, 'en', { c: 5, a: 7 }))).toBe('acb')
})

test('the best figures are marked, equals all, and nothing where there is nothing to compare', () => {
  const runs = [run('a', 1, 18, 0.4), run('b', 2, 18, 0.7), run('c', 3, 12, 0.3), run('d', 4, null), run('e', 5, 9, Number.NaN)]
  expect([...bestIn(runs, 'accuracy')]).toEqual(['a', 'b'])
  expect([...bestIn(runs, 'loss')], 'a diverged run is none').toEqual(['c'])
  expect(bestIn(runs, 'time').size, 'quick is not good').toBe(0)
  expect(bestIn([runs[0]!, runs[3]!], 'accuracy').size, 'one has a figure').toBe(0)
})

test('columns of other versions are passed over', () => {
  expect(knownColumns(['status', 'nothing', 'rate', 'rate'])).toEqual(['rate', 'status'])
})

test('only checkpoints of finished runs whose model stays can be spared', () => {
  const checkpoints = [1, 2].map((epoch) => ({ file: `c${epoch}`, epoch, batch: 0, bytes: 100 }))
  const all = [
    fakeRecord({ id: 'a', checkpoints, bestFile: 'best' }),
    fakeRecord({ id: 'b', checkpoints, bestFile: 'best', status: 'interrupted' }),
    fakeRecord({ id: 'c', checkpoints, bestFile: null }),
    fakeRecord({ id: 'd', bestFile: 'best' }),
  ]
  const spare = spareBytes(all)
  expect([ids(spare.runs), spare.bytes]).toEqual(['a', 200])
})

test('as many columns are shown as have room, from the first on', () => {
  expect(columnsThatFit([100, 50, 80], 230)).toBe(3)
  expect(columnsThatFit([100, 50, 80], 229)).toBe(2)
  // One further on that would have room does not take the place of one before it.
  expect(columnsThatFit([100, 150, 20], 140)).toBe(1)
  expect(columnsThatFit([100], 20)).toBe(0)
})
