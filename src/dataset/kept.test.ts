import { expect, test } from 'vitest'
import { isKept, type KeptSource, keepable, latestOf, readAsOf, sourceOf } from './kept'

const folder = (fingerprint: string, openedAt?: number): KeptSource => ({
  fingerprint,
  source: { kind: 'items', items: [] },
  readAs: {},
  ...(openedAt === undefined ? {} : { name: `pets ${fingerprint}`, openedAt }),
})

test('the folder that was opened last is offered, drawn pets and nameless ones of an earlier version are not', () => {
  const drawn = { ...folder('d', 9), source: { kind: 'drawn', count: 1, seed: 1 } } as const
  expect(latestOf([folder('a', 3), folder('b', 7), folder('c', 5), drawn, folder('e')])).toEqual({ fingerprint: 'b', name: 'pets b' })
  expect(latestOf([drawn, folder('e')])).toBeNull()
})

test('pictures are found by their own fingerprint first, else by that of the pictures alone, the last opened of several', () => {
  const kept = [
    { ...folder('table 1', 3), pictures: ['p'] },
    { ...folder('table 2', 7), pictures: ['p'] },
    { ...folder('p', 1), pictures: [] },
    folder('other', 9),
  ]
  const found = (...run: Parameters<typeof sourceOf>[1][]) => run.map((one) => sourceOf(kept, one)?.fingerprint ?? null)
  expect(found({ fingerprint: 'p' }, { fingerprint: 'table 1', pictures: ['p'] }, { fingerprint: 'table 3', pictures: ['p'] })).toEqual([
    'p',
    'table 1',
    'table 2',
  ])
  // What was added comes with the source that it was added to.
  expect(
    found({ fingerprint: 'added', base: 'table 1', pictures: ['table 1', 'p'] }, { fingerprint: 'added', pictures: ['table 1'] }),
  ).toEqual(['table 1', 'table 1'])
  expect(sourceOf(kept.slice(0, 2), { fingerprint: 'p' })?.fingerprint).toBe('table 2')
  expect(found({ fingerprint: 'q' }, { fingerprint: 'table 3' })).toEqual([null, null])
  expect([['p'], ['x']].map((all) => isKept(new Set(all), { fingerprint: 'f', pictures: ['p'] }))).toEqual([true, false])
})

test('of pictures only handles are kept: those of folders that were listed too, and nothing where a file has none', () => {
  const handle = { kind: 'directory', name: 'pets' } as FileSystemDirectoryHandle
  const files = { paths: ['pets/1.jpg'], file: () => Promise.reject(new Error('not asked')) }
  const drawn = { kind: 'drawn', count: 3, seed: 1 } as const
  expect(keepable(drawn)).toBe(drawn)
  const both = {
    kind: 'items',
    items: [
      { kind: 'listed', files, handle },
      { kind: 'handle', handle },
    ],
  } as const
  expect(keepable(both)).toEqual({
    kind: 'items',
    items: [
      { kind: 'handle', handle },
      { kind: 'handle', handle },
    ],
  })
  expect(
    keepable({
      kind: 'items',
      items: [
        { kind: 'listed', files },
        { kind: 'handle', handle },
      ],
    }),
  ).toBeNull()
  expect(keepable({ kind: 'items', items: [] })).toBeNull()
})

test('what an earlier version kept is read as it was then', () => {
  expect(readAsOf({ layout: 'kaggle-flat' })).toEqual({ layout: 'kaggle-flat' })
  expect(readAsOf({ layout: undefined })).toEqual({})
  expect(readAsOf({ readAs: { layout: 'inner-folders' } })).toEqual({ layout: 'inner-folders' })
})
