import { afterEach, expect, test, vi } from 'vitest'
import { type DatasetSource, type DatasetSummary, Problem, type ReadAs, type TrainerApi } from '../../workers/protocol'
import { fakeSummary } from '../testing/fakeTrainer'
import { testStore } from '../testing/testStore'
import * as kept from './kept'
import { haveOtherIds } from './useThumbnail'

afterEach(() => vi.restoreAllMocks())

const drawn: DatasetSource = { kind: 'drawn', count: 10, seed: 1 }

test('opening shows progress and then the summary', async () => {
  const seen: unknown[] = []
  const store = testStore({
    'dataset.open'(_source, _options, onProgress) {
      onProgress({ status: 'reading', files: 7 })
      seen.push(store.getState().opening)
      return Promise.resolve(fakeSummary)
    },
  })
  expect(await store.getState().openDataset(drawn)).toBe(true)
  expect(seen).toEqual([{ status: 'reading', files: 7 }])
  expect(store.getState()).toMatchObject({ opening: null, dataset: { name: 'pets' }, datasetVersion: 1 })
})

test('a failure is reported and keeps the dataset held before', async () => {
  let fail = false
  const store = testStore({
    'dataset.open': () => (fail ? Promise.reject(new Problem('no-pictures', { files: 3 })) : Promise.resolve(fakeSummary)),
  })
  await store.getState().openDataset(drawn)
  fail = true
  expect(await store.getState().openDataset(drawn)).toBe(false)
  expect(store.getState().dataset).toBe(fakeSummary)
  expect(store.getState().problems.map(({ problem }) => problem)).toEqual([{ code: 'no-pictures', values: { files: 3 } }])
})

test('cancelling is silent, whatever the trainer then says', async () => {
  let reject: (thrown: unknown) => void = () => {}
  const store = testStore({
    'dataset.open': () =>
      new Promise<DatasetSummary>((_, no) => {
        reject = no
      }),
  })
  const opening = store.getState().openDataset(drawn)
  await store.getState().cancelOpening()
  reject(new Error('aborted'))
  expect(await opening).toBe(false)
  expect(store.getState()).toMatchObject({ opening: null, dataset: null, problems: [] })
})

test('a folder is listed on the page first, with progress; cancelling ends that, silently', async () => {
  const openDataset = vi.fn(() => Promise.resolve(fakeSummary))
  const store = testStore({ 'dataset.open': openDataset })
  const seen: unknown[] = []
  const listing = (cancelAt: number) => async (onFound: (files: number) => void) => {
    for (let files = 500; files <= 3000; files += 500) {
      if (files === cancelAt) await store.getState().cancelOpening()
      onFound(files)
      seen.push(store.getState().opening?.files)
    }
    return drawn
  }
  expect(await store.getState().openDataset(listing(0))).toBe(true)
  expect(seen).toEqual([0, 1000, 1000, 2000, 2000, 3000])
  expect(await store.getState().openDataset(listing(1000))).toBe(false)
  expect(openDataset).toHaveBeenCalledTimes(1)
  expect(store.getState()).toMatchObject({ opening: null, problems: [] })
})

test('while a folder is listed, what the trainer was given before still opens; the listing ends where something else is given', async () => {
  let open: (summary: DatasetSummary) => void = () => undefined
  const openDataset = vi.fn(() => new Promise<DatasetSummary>((yes) => (open = yes)))
  const store = testStore({ 'dataset.open': openDataset })
  const first = store.getState().openDataset(drawn)
  let found: (files: number) => void = () => undefined
  let list: (source: DatasetSource) => void = () => undefined
  const second = store.getState().openDataset((onFound) => {
    found = onFound
    return new Promise((yes) => (list = yes))
  })
  open({ ...fakeSummary, name: 'first' })
  expect(await first).toBe(true)
  expect(store.getState().dataset?.name).toBe('first')
  const third = store.getState().openDataset(drawn)
  expect(() => found(5000)).toThrow('another')
  list(drawn)
  expect(await second).toBe(false)
  open({ ...fakeSummary, name: 'third' })
  expect(await third).toBe(true)
  expect(openDataset).toHaveBeenCalledTimes(2)
  // One that cannot be listed says so and leaves what is open.
  expect(await store.getState().openDataset(() => Promise.reject(new Error('gone')))).toBe(false)
  expect(store.getState()).toMatchObject({ opening: null, dataset: { name: 'third' } })
  expect(store.getState().problems).toHaveLength(1)
})

test('of two openings the later one counts', async () => {
  const answers: ((summary: DatasetSummary) => void)[] = []
  const store = testStore({ 'dataset.open': () => new Promise((yes) => answers.push(yes)) })
  const first = store.getState().openDataset(drawn)
  const second = store.getState().openDataset(drawn)
  answers[1]!({ ...fakeSummary, name: 'second' })
  answers[0]!({ ...fakeSummary, name: 'first' })
  expect(await Promise.all([first, second])).toEqual([false, true])
  expect(store.getState().dataset?.name).toBe('second')
})

test('the split is made anew only when seed or share changed, and not where folders bring their own', async () => {
  const openDataset = vi.fn(() => Promise.resolve(fakeSummary))
  const store = testStore({ 'dataset.open': openDataset })
  expect(await store.getState().ensureSplit()).toBe(false)
  await store.getState().openDataset(drawn)
  expect(await store.getState().ensureSplit()).toBe(true)
  expect(openDataset).toHaveBeenCalledTimes(1)
  store.getState().setConfig({ valFraction: 0.5 })
  expect(await store.getState().ensureSplit()).toBe(true)
  expect(openDataset).toHaveBeenCalledTimes(2)
  expect(openDataset).toHaveBeenLastCalledWith(drawn, { seed: 1, valFraction: 0.5, readAs: {} }, expect.any(Function))
})

test('another reading opens the same source', async () => {
  const openDataset = vi.fn(() => Promise.resolve(fakeSummary))
  const store = testStore({ 'dataset.open': openDataset })
  await store.getState().openDataset(drawn)
  await store.getState().readAs({ layout: 'kaggle-flat' })
  expect(openDataset).toHaveBeenLastCalledWith(
    drawn,
    { seed: 1, valFraction: 0.2, readAs: { layout: 'kaggle-flat' } },
    expect.any(Function),
  )
})

test('what could not be read is read another way, at the message; what was open before stays until then', async () => {
  const openDataset = vi.fn((_source: DatasetSource, { readAs }: { readAs?: ReadAs }) =>
    readAs?.layout === 'single-folder' || openDataset.mock.calls.length === 1
      ? Promise.resolve(fakeSummary)
      : Promise.reject(new Problem('one-class', { name: 'x', pictures: 3, leftOut: 2, readings: ['single-folder'] })),
  )
  const store = testStore({ 'dataset.open': openDataset })
  await store.getState().openDataset(drawn)
  const bad: DatasetSource = { kind: 'items', items: [] }
  expect(await store.getState().openDataset(bad, { takeAll: true })).toBe(false)
  const { unread, problems } = store.getState()
  expect(problems[0]?.problem).toBe(unread)
  expect(await store.getState().readUnreadAs({ layout: 'kaggle-flat' })).toBe(false)
  expect(store.getState().problems).toHaveLength(1)
  expect(await store.getState().readUnreadAs({ layout: 'single-folder' })).toBe(true)
  expect(openDataset).toHaveBeenLastCalledWith(
    bad,
    expect.objectContaining({ readAs: { takeAll: true, layout: 'single-folder' } }),
    expect.anything(),
  )
  expect(store.getState()).toMatchObject({ unread: null, problems: [] })
  expect(await store.getState().readUnreadAs({})).toBe(false)
})

test('the command line says how the next is read; what is said with it goes above', async () => {
  const openDataset = vi.fn(() => Promise.resolve(fakeSummary))
  const store = testStore({ 'dataset.open': openDataset })
  store.getState().readNextAs({ groups: true })
  await store.getState().openDataset(drawn)
  expect(openDataset).toHaveBeenLastCalledWith(drawn, expect.objectContaining({ readAs: { groups: true } }), expect.anything())
  await store.getState().openDataset(() => Promise.resolve(drawn))
  expect(openDataset).toHaveBeenLastCalledWith(drawn, expect.objectContaining({ readAs: { groups: true } }), expect.anything())
  await store.getState().openDataset(drawn, {})
  expect(openDataset).toHaveBeenLastCalledWith(drawn, expect.objectContaining({ readAs: {} }), expect.anything())
})

test.each([
  ['of a version before any were left out', undefined, [{}, { takeAll: true }]],
  ['that took all', true, [{}, { takeAll: true }]],
  ['that left them out', false, [{}]],
] as const)('a run %s finds its pictures where masks and copies are left out now', async (_, takeAll, opened) => {
  const asked: (ReadAs | undefined)[] = []
  const store = testStore({
    'dataset.open'(_source, { readAs }) {
      asked.push(readAs)
      return Promise.resolve({ ...fakeSummary, skipped: { counts: readAs?.takeAll ? {} : { copy: 3 }, examples: [] } })
    },
  })
  await store.getState().openDataset(drawn)
  const run = {
    name: 'run 1',
    classes: fakeSummary.classes.map(({ name }) => name),
    dataset: { fingerprint: fakeSummary.fingerprint, name: 'pets', ...(takeAll === undefined ? {} : { takeAll }) },
  }
  expect(await store.getState().openFor(run)).toBe(true)
  expect(await store.getState().openFor(run)).toBe(true)
  expect(asked).toEqual(opened)
})

test('a run from before a table was with its pictures finds them open; other pictures are not its own', async () => {
  const openDataset = vi.fn(() => Promise.resolve({ ...fakeSummary, fingerprint: 'with labels', pictures: [fakeSummary.fingerprint] }))
  const store = testStore({ 'dataset.open': openDataset })
  await store.getState().openDataset(drawn)
  const run = (fingerprint: string) => ({ name: 'run 1', classes: ['n01', 'n02'], dataset: { fingerprint, name: 'pets', takeAll: false } })
  expect(await store.getState().openFor(run(fakeSummary.fingerprint))).toBe(true)
  expect(openDataset).toHaveBeenCalledTimes(1)
  expect(await store.getState().openFor(run('another'))).toBe(false)
  expect(store.getState().problems[0]?.problem.code).toBe('other-dataset')
})

test('pictures that a new worker was not given again are not shown as open', async () => {
  let die: (problem: Problem<'worker-crashed'>) => void = () => {}
  let fail = false
  const store = testStore(
    { 'dataset.open': () => (fail ? Promise.reject(new Problem('no-pictures', { files: 0 })) : Promise.resolve(fakeSummary)) },
    (listener) => {
      die = listener
    },
  )
  const { openDataset, ensureSplit } = store.getState()
  await openDataset(drawn)
  // Given again, they are as they were.
  die(new Problem('worker-crashed', { detail: 'test' }))
  await vi.waitFor(() => expect(store.getState()).toMatchObject({ opening: null, dataset: fakeSummary, datasetVersion: 2 }))
  fail = true
  die(new Problem('worker-crashed', { detail: 'test' }))
  await vi.waitFor(() => expect(store.getState()).toMatchObject({ opening: null, dataset: null, health: null }))
  expect(await ensureSplit()).toBe(false)
})

test('a table that comes after its pictures is put beside them, also where they could not be opened without it', async () => {
  const openDataset = vi.fn<TrainerApi['dataset']['open']>(() =>
    Promise.reject(new Problem('one-class', { name: 'pets', pictures: 9, leftOut: 0, readings: [] })),
  )
  const store = testStore({ 'dataset.open': openDataset })
  const item = (path: string) => ({ kind: 'file', path, file: new File([path], path) }) as const
  await store.getState().openDataset({ kind: 'items', items: [item('1.jpg')] })
  openDataset.mockImplementation(() => Promise.resolve(fakeSummary))
  await store.getState().openDataset({ kind: 'items', items: [item('labels.csv')] })
  const given = () => {
    const [source, { readAs }] = openDataset.mock.lastCall!
    return [source.kind === 'items' && source.items.map((one) => one.kind === 'file' && one.path), readAs]
  }
  const chosen = { layout: 'table', table: { file: 'labels.csv' } }
  expect(given()).toEqual([['1.jpg', 'labels.csv'], chosen])
  // One that does not fit is not there any more for what comes next.
  openDataset.mockImplementation(() =>
    Promise.reject(new Problem('table-unusable', { file: 'x.csv', fault: 'no-files', leftOut: 0, readings: [] })),
  )
  expect(await store.getState().openDataset(async () => ({ kind: 'items', items: [item('x.csv')] }))).toBe(false)
  openDataset.mockImplementation(() => Promise.resolve(fakeSummary))
  await store.getState().openDataset({ kind: 'items', items: [item('words.txt')] })
  expect(given()).toEqual([['1.jpg', 'labels.csv', 'words.txt'], { layout: 'table', table: {} }])
  // Pictures are other pictures.
  await store.getState().openDataset({ kind: 'items', items: [item('2.jpg'), item('labels.csv')] })
  expect(given()).toEqual([['2.jpg', 'labels.csv'], {}])
})

test('a table that is overtaken by other pictures does not bring back those it was for', async () => {
  const refusals: ((thrown: unknown) => void)[] = []
  const openDataset = vi.fn<TrainerApi['dataset']['open']>(() => Promise.resolve(fakeSummary))
  const store = testStore({ 'dataset.open': openDataset })
  const item = (path: string) => ({ kind: 'file', path, file: new File([path], path) }) as const
  const give = (path: string) => store.getState().openDataset({ kind: 'items', items: [item(path)] })
  await give('1.jpg')
  openDataset.mockImplementation(() => new Promise((_, no) => refusals.push(no)))
  const table = give('labels.csv')
  const others = give('2.jpg')
  for (const refuse of refusals) refuse(new Problem('one-class', { name: 'pets', pictures: 9, leftOut: 0, readings: [] }))
  expect(await Promise.all([table, others])).toEqual([false, false])
  openDataset.mockImplementation(() => Promise.resolve(fakeSummary))
  await give('more.csv')
  const [source] = openDataset.mock.lastCall!
  expect(source.kind === 'items' && source.items.map((one) => one.kind === 'file' && one.path)).toEqual(['2.jpg', 'more.csv'])
})

const withClass = {
  ...fakeSummary,
  fingerprint: 'with fish',
  pictures: [fakeSummary.fingerprint],
  classes: [...fakeSummary.classes, { name: 'fish', counts: { train: 2, val: 1, test: 0 } }],
}

test.each([
  ['from before a class was added', ['cat', 'dog'], { fingerprint: fakeSummary.fingerprint }],
  [
    'with another addition',
    ['cat', 'dog', 'fox'],
    { fingerprint: 'with fox', base: fakeSummary.fingerprint, pictures: [fakeSummary.fingerprint] },
  ],
])('a run %s finds its pictures open, and nothing is opened again', async (_, classes, dataset) => {
  const openDataset = vi.fn(() => Promise.resolve(fakeSummary))
  vi.spyOn(kept, 'keptSource').mockResolvedValue({ fingerprint: fakeSummary.fingerprint, source: drawn, readAs: {} })
  const store = testStore({ 'dataset.open': openDataset })
  await store.getState().openDataset(drawn)
  store.getState().changedTo(withClass)
  expect(await store.getState().openFor({ name: 'run 1', classes, dataset: { ...dataset, name: 'pets', takeAll: false } })).toBe(true)
  expect(openDataset).toHaveBeenCalledTimes(1)
  expect(store.getState().dataset).toBe(withClass)
})

test('a source is kept once, whatever is added to it', async () => {
  const keepSource = vi.spyOn(kept, 'keepSource').mockResolvedValue(true)
  const store = testStore()
  await store.getState().openDataset(drawn)
  store.getState().changedTo(withClass)
  await store.getState().ensureSplit()
  expect(keepSource.mock.calls.map(([{ fingerprint }]) => fingerprint)).toEqual([fakeSummary.fingerprint])
  expect(kept.isKept(store.getState().keptDatasets, withClass)).toBe(true)
})

test('ids are those of one opening: edits and checks leave them, another reading of the same pictures and an addition taken back do not', async () => {
  const store = testStore()
  const did = async (what: () => unknown) => {
    const past = store.getState()
    await what()
    return haveOtherIds(store.getState(), past)
  }
  await store.getState().openDataset(drawn)
  expect(await did(() => store.getState().changedTo({ ...fakeSummary }))).toBe(false)
  expect(await did(() => store.getState().readAs({ takeAll: true }))).toBe(true)
  expect(await did(() => store.getState().changedTo(withClass))).toBe(true)
  expect(await did(() => store.getState().changedTo(fakeSummary))).toBe(true)
})

test('other pictures are begun with anew; those that are open, read or split another way, are not', async () => {
  const store = testStore()
  const begun = () => store.getState().sourcesOpened
  await store.getState().openDataset(drawn)
  expect(begun()).toBe(1)
  await store.getState().readAs({ takeAll: true })
  store.getState().setConfig({ seed: 7 })
  await store.getState().ensureSplit()
  await store.getState().reopenDataset()
  expect([begun(), store.getState().openings]).toEqual([1, 4])
  await store.getState().openDataset({ kind: 'drawn', count: 20, seed: 2 })
  expect(begun()).toBe(2)
})
