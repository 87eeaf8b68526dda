import { expect, test, vi } from 'vitest'
import {
  type Added,
  type AdditionFound,
  type DatasetSource,
  type DatasetSummary,
  Problem,
  type TrainerApi,
} from '../../../workers/protocol'
import { fakeSummary } from '../../testing/fakeTrainer'
import { testStore } from '../../testing/testStore'

const drawn: DatasetSource = { kind: 'drawn', count: 10, seed: 1 }
const file = (path: string): DatasetSource => ({ kind: 'items', items: [{ kind: 'file', path, file: new File(['x'], path) }] })
const found: AdditionFound = { name: 'a.jpg', pictures: 1, classes: [], skipped: { counts: {}, examples: [] } }
const added: Added = {
  dataset: { ...fakeSummary, fingerprint: '01' },
  pictures: 1,
  classes: ['cat'],
  same: { pictures: 0, examples: [] },
  skipped: found.skipped,
  kept: true,
}

async function opened(calls: Parameters<typeof testStore>[0] = {}) {
  const look = vi.fn(() => Promise.resolve(found))
  const add = vi.fn(() => Promise.resolve(added))
  const store = testStore({ 'additions.look': look, 'additions.add': add, 'additions.cancel': () => Promise.resolve(), ...calls })
  await store.getState().openDataset(drawn)
  return { store, look, add }
}

test('loose pictures ask for their class, and are added to the one that is answered', async () => {
  const { store, add } = await opened()
  expect(await store.getState().offerPictures(file('a.jpg'))).toBe(true)
  expect(store.getState().adding).toEqual({ status: 'asking', found })
  expect(add).not.toHaveBeenCalled()
  expect(await store.getState().takeOffer({ kind: 'class', name: 'cat' })).toBe(true)
  expect(add).toHaveBeenCalledWith({ kind: 'class', name: 'cat' }, expect.any(Function))
  expect(store.getState()).toMatchObject({
    adding: null,
    dataset: { fingerprint: '01' },
    datasetVersion: 2,
    lastAdded: { pictures: 1, version: 2 },
  })
})

test('dropped on a class they are added at once', async () => {
  const { store } = await opened()
  await store.getState().offerPictures(file('a.jpg'), { kind: 'class', name: 'dog' })
  expect(store.getState().lastAdded?.pictures).toBe(1)
})

test('a table goes beside the pictures, and with nothing open pictures are opened', async () => {
  const { store, look } = await opened()
  await store.getState().offerPictures(file('labels.csv'))
  expect(look).not.toHaveBeenCalled()
  expect(store.getState().adding).toBeNull()
  const open = vi.fn(() => Promise.resolve(fakeSummary))
  const empty = testStore({ 'dataset.open': open })
  expect(await empty.getState().offerPictures(drawn)).toBe(true)
  expect(open).toHaveBeenCalledOnce()
})

test('what is offered can be opened instead, or dropped; a late answer to a dropped one is not heard', async () => {
  const answers: ((what: AdditionFound) => void)[] = []
  const open = vi.fn(() => Promise.resolve(fakeSummary))
  const { store } = await opened({ 'dataset.open': open, 'additions.look': () => new Promise((yes) => answers.push(yes)) })
  const first = store.getState().offerPictures(file('a.jpg'))
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  expect(store.getState().adding).toEqual({ status: 'looking', files: 0 })
  await store.getState().dropOffer()
  answers[0]?.(found)
  expect(await first).toBe(false)
  expect(store.getState().adding).toBeNull()
  const second = store.getState().offerPictures(file('b.jpg'))
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  answers[1]?.(found)
  await second
  expect(await store.getState().openOffer()).toBe(true)
  expect(open).toHaveBeenLastCalledWith(file('b.jpg'), expect.anything(), expect.any(Function))
})

test('a refusal is reported, and what is open stays', async () => {
  const refuse = () => Promise.reject(new Problem('no-pictures', { files: 3 }))
  const { store } = await opened({ 'additions.look': refuse })
  expect(await store.getState().offerPictures(file('a.bin'))).toBe(false)
  expect(store.getState()).toMatchObject({ adding: null, dataset: { fingerprint: '00' }, problems: [{ problem: { code: 'no-pictures' } }] })
})

test('pictures that are all there already change nothing, and that is told', async () => {
  const none = { ...added, pictures: 0, same: { pictures: 1, examples: [{ name: 'a.jpg', className: 'dog' }] } }
  const { store } = await opened({ 'additions.add': () => Promise.resolve(none) })
  await store.getState().offerPictures(file('a.jpg'), { kind: 'class', name: 'cat' })
  expect(store.getState()).toMatchObject({ datasetVersion: 1, lastAdded: { pictures: 0, same: { pictures: 1 } } })
})

test('pictures that are only taken back change what is shown', async () => {
  const back = { ...added, pictures: 0, takenBack: 1, same: { pictures: 1, examples: [{ name: 'a.jpg', className: 'cat' }] } }
  const { store } = await opened({ 'additions.add': () => Promise.resolve(back) })
  await store.getState().offerPictures(file('a.jpg'), { kind: 'class', name: 'cat' })
  expect(store.getState()).toMatchObject({ datasetVersion: 2, lastAdded: { pictures: 0, takenBack: 1, version: 2 } })
})

test('progress that comes after its answer changes nothing', async () => {
  let late: () => void = () => undefined
  const { store } = await opened({
    'additions.look'(_source, onProgress) {
      late = () => onProgress({ status: 'listing', files: 5 })
      return Promise.resolve(found)
    },
  })
  await store.getState().offerPictures(file('a.jpg'))
  late()
  expect(store.getState().adding).toEqual({ status: 'asking', found })
})

test('what is given while another is added waits its turn, and takes nothing from it', async () => {
  const answers: (() => void)[] = []
  const add = vi.fn<TrainerApi['additions']['add']>(
    (into) => new Promise((yes) => answers.push(() => yes({ ...added, classes: into.kind === 'class' ? [into.name] : [] }))),
  )
  const { store, look } = await opened({ 'additions.add': add })
  const give = (name: string) => store.getState().offerPictures(file(`${name}.jpg`), { kind: 'class', name })
  const [cats, dogs, birds] = [give('cat'), give('dog'), give('bird')]
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  expect(look).toHaveBeenCalledTimes(1)
  expect(store.getState()).toMatchObject({ adding: { status: 'adding' }, addingNext: 2 })
  answers[0]?.()
  expect(await cats).toBe(true)
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  expect(store.getState()).toMatchObject({ addingNext: 1, lastAdded: { classes: ['cat'], before: [] } })
  // Cancelled, only the one under way is.
  await Promise.all([store.getState().dropOffer(), store.getState().dropOffer()])
  answers[1]?.()
  expect(await dogs).toBe(false)
  await vi.waitFor(() => expect(answers).toHaveLength(3))
  answers[2]?.()
  expect(await birds).toBe(true)
  expect(add.mock.calls.map(([into]) => into)).toEqual(['cat', 'dog', 'bird'].map((name) => ({ kind: 'class', name })))
  expect(store.getState()).toMatchObject({ adding: null, addingNext: 0, lastAdded: { classes: ['bird'], before: [{ classes: ['cat'] }] } })
})

test('what waits while a question is asked comes after its answer, also where one fails', async () => {
  const look = vi
    .fn<TrainerApi['additions']['look']>(() => Promise.resolve(found))
    .mockImplementationOnce(() => Promise.resolve(found))
    .mockImplementationOnce(() => Promise.reject(new Problem('no-pictures', { files: 3 })))
  const { store, add } = await opened({ 'additions.look': look })
  await store.getState().offerPictures(file('a.jpg'))
  const bad = store.getState().offerPictures(file('b.bin'))
  const good = store.getState().offerPictures(file('c.jpg'), { kind: 'class', name: 'dog' })
  expect(store.getState()).toMatchObject({ adding: { status: 'asking' }, addingNext: 2 })
  await store.getState().takeOffer({ kind: 'class', name: 'cat' })
  expect(await Promise.all([bad, good])).toEqual([false, true])
  expect(add).toHaveBeenCalledTimes(2)
  expect(store.getState().problems.map(({ problem }) => problem.code)).toEqual(['no-pictures'])
})

test('what waits is asked for anew where other pictures were opened instead, once those are open', async () => {
  let open: (summary: DatasetSummary) => void = () => undefined
  let first = true
  const { store, look } = await opened({
    'dataset.open'() {
      if (first) {
        first = false
        return Promise.resolve(fakeSummary)
      }
      return new Promise((yes) => (open = yes))
    },
  })
  await store.getState().offerPictures(file('a.jpg'))
  const next = store.getState().offerPictures(file('b.jpg'), { kind: 'class', name: 'dog' })
  const others = store.getState().openOffer()
  await vi.waitFor(() => expect(store.getState().opening).not.toBeNull())
  expect(look).toHaveBeenCalledTimes(1)
  open({ ...fakeSummary, additions: { ...fakeSummary.additions, base: 'others' } })
  expect(await Promise.all([others, next])).toEqual([true, true])
  expect(store.getState().adding).toEqual({ status: 'asking', found })
})
