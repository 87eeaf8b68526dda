import { describe, expect, test } from 'vitest'
import type { Batch } from '../../data/dataset/additions'
import { type AddedFiles, partsOf } from '../../data/dataset/batches'
import { index, item, jpegLike } from '../../data/dataset/testing'
import { openSource } from '../../data/files/source'
import { DatasetCare } from '../../data/health/care'
import { testStoreOfCare } from '../../data/health/testing'
import { type AddInto, problemOf, type ReadAs, type SourceItem } from '../../protocol'
import { datasetOf, splitOf } from '../runs/recorded'
import type { AddedWriter } from './addedFiles'
import { Additions } from './additions'

const options = { seed: 1, valFraction: 0.2 }
const opened = ['cat', 'dog'].flatMap((pet) => Array.from({ length: 20 }, (_, i) => item(`pets/${pet}/${i}.jpg`)))
const never = new AbortController().signal

/** Private files in memory, of so many bytes at most. */
function memoryFiles(room = Number.POSITIVE_INFINITY) {
  const files = new Map<string, Uint8Array<ArrayBuffer>[]>()
  const opening: AddedFiles = {
    open: ({ file, pictures }: Batch) =>
      Promise.resolve(file !== null && files.has(file) ? partsOf(new Blob(files.get(file)), pictures) : null),
    sweep: () => Promise.resolve(),
  }
  const begin = (): Promise<AddedWriter> => {
    const file = `file ${files.size}`
    const parts: Uint8Array<ArrayBuffer>[] = []
    return Promise.resolve({
      write: (bytes) => parts.push(bytes) * bytes.length <= room,
      end: (pictures) => {
        files.set(file, parts)
        return Promise.resolve({ file, sources: partsOf(new Blob(parts), pictures) })
      },
      drop: () => Promise.resolve(),
    })
  }
  return { ...opening, begin, remember: () => undefined, files }
}

/** A dataset of 20 cats and 20 dogs, what is kept of it, and a way to add to it. */
async function studio(files = memoryFiles(), store = testStoreOfCare(), readAs: ReadAs = {}) {
  const care = await DatasetCare.of(await index(opened, { ...options, readAs }), options, store, files)
  const pictures = { care, replaced: never }
  const additions = new Additions(pictures, files)
  const add = async (items: readonly SourceItem[], into: AddInto) => {
    const found = await additions.look({ kind: 'items', items }, () => undefined)
    return { found, added: await additions.add(into, () => undefined) }
  }
  return { care, pictures, additions, add, files, store }
}
const birds = (n: number, from = 0) => Array.from({ length: n }, (_, i) => item(`more/bird/${from + i}.jpg`))
const loose = (...names: string[]) => names.map((name) => item(name, jpegLike(`loose ${name}`)))
const moreCats = Array.from({ length: 6 }, (_, i) => item(`more/cat/${i}.jpg`, jpegLike(`more ${i}`)))
const leftOut = (care: DatasetCare) => care.dataset.samples.flatMap(({ path, leftOut }) => (leftOut ? [path] : []))
const countsOf = (care: DatasetCare) =>
  Object.fromEntries(care.summary.classes.map(({ name, counts: { train, val } }) => [name, train + val]))
const allOf = (files: ReturnType<typeof memoryFiles>, ...broken: string[]): typeof files => ({
  ...files,
  open: (batch) => (broken.includes(batch.file ?? '') ? Promise.reject(new DOMException('busy', 'NotReadableError')) : files.open(batch)),
})
const splits = (care: DatasetCare) => new Map(care.dataset.samples.map(({ path, split }) => [path, split]))

describe('adding', () => {
  test('a folder of another class: a dataset of its own fingerprint, in which all that was there stays where it was', async () => {
    const { care, add } = await studio()
    const [before, own] = [splits(care), care.dataset.fingerprint]
    const { found, added } = await add(birds(10), { kind: 'folders' })
    expect(found).toMatchObject({ name: 'more', pictures: 10, classes: [{ name: 'bird', pictures: 10, isNew: true }] })
    expect(added).toMatchObject({ pictures: 10, classes: ['bird'], kept: true, same: { pictures: 0 } })
    expect(added.dataset.classes).toEqual([
      { name: 'bird', counts: { train: 8, val: 2, test: 0 } },
      ...['cat', 'dog'].map((name) => ({ name, counts: { train: 16, val: 4, test: 0 } })),
    ])
    expect(added.dataset.additions).toMatchObject({ base: own, pictures: 10 })
    expect(added.dataset.fingerprint).not.toBe(own)
    for (const [path, split] of before) expect(splits(care).get(path)).toBe(split)
  })

  test('one after another: of each class as many are held out as its share says, and none is moved by a later one', async () => {
    const { care, add } = await studio()
    let before = splits(care)
    for (let i = 0; i < 10; i++) {
      await add(loose(`${i}.jpg`), { kind: 'class', name: 'cat' })
      for (const [path, split] of before) expect(splits(care).get(path)).toBe(split)
      before = splits(care)
    }
    expect(care.summary.classes[0]).toEqual({ name: 'cat', counts: { train: 24, val: 6, test: 0 } })
  })

  test('pictures that are there already are not added again, and are told with their class', async () => {
    const { add } = await studio()
    const twice = [item('copy of 3.jpg', jpegLike('pets/dog/3.jpg')), ...loose('new.jpg'), item('again.jpg', jpegLike('loose new.jpg'))]
    const { added } = await add(twice, { kind: 'class', name: 'cat' })
    expect(added.pictures).toBe(1)
    expect(added.same).toEqual({
      pictures: 2,
      examples: [
        { name: 'copy of 3.jpg', className: 'dog' },
        { name: 'new.jpg', className: 'cat' },
      ],
    })
    expect((await add(twice, { kind: 'class', name: 'cat' })).added.pictures).toBe(0)
  })

  test('files that are no pictures are told as on opening; without any it is refused', async () => {
    const { add, additions } = await studio()
    const bad = item('text.jpg', new TextEncoder().encode('no picture'))
    const { found, added } = await add([...loose('a.jpg'), bad], { kind: 'prediction' })
    expect(found).toMatchObject({ pictures: 1, classes: [], skipped: { counts: { 'not-a-picture': 1 } } })
    expect(added.dataset).toMatchObject({ unlabelled: 1, classes: [{ name: 'cat' }, { name: 'dog' }] })
    const refused = await additions.look({ kind: 'items', items: [bad] }, () => undefined).catch(problemOf)
    expect(refused).toMatchObject({ code: 'no-pictures' })
  })

  test('more classes than can be are refused, and nothing has changed', async () => {
    const { care, add } = await studio()
    const many = Array.from({ length: 999 }, (_, i) => ['a', 'b'].map((name) => item(`x/c${i}/${name}.jpg`))).flat()
    expect(await add(many, { kind: 'folders' }).catch(problemOf)).toMatchObject({ code: 'too-many-classes', values: { classes: 1001 } })
    expect(care.dataset.samples).toHaveLength(40)
  })

  test('undone and done again; what is done after an undo ends the way forward', async () => {
    const { care, add } = await studio()
    const own = care.summary
    const { added } = await add(birds(4), { kind: 'folders' })
    await care.edit({ kind: 'undo' })
    expect(care.summary).toEqual({ ...own, changes: { ...own.changes, canRedo: true } })
    await care.edit({ kind: 'redo' })
    expect(care.summary).toEqual(added.dataset)
    await care.edit({ kind: 'undo' })
    await care.edit({ kind: 'mark', ids: [0] })
    expect(care.summary.changes).toMatchObject({ canUndo: true, canRedo: false })
  })

  test('the next visit has them, with every edit made before and after; pictures that could not be kept are named', async () => {
    const first = await studio()
    await first.care.edit({ kind: 'relabel', ids: [3], className: 'dog' })
    await first.add(birds(6), { kind: 'folders' })
    await first.care.edit({ kind: 'leave-out', ids: [41] })
    await first.care.edit({ kind: 'rename-class', from: 'bird', to: 'finch' })
    const { summary } = first.care
    const second = await studio(first.files, first.store)
    expect(second.care.summary).toEqual({ ...summary, changes: { ...summary.changes, canUndo: false, last: 0 } })
    expect(await (await openSource(second.care.dataset.samples[45]!.source)).text()).toContain('bird/5.jpg')
    first.files.files.clear()
    const third = await studio(first.files, first.store)
    expect(third.care.summary).toMatchObject({
      fingerprint: summary.additions.base,
      additions: { pictures: 0, lost: { pictures: 6, examples: expect.arrayContaining(['more/bird/0.jpg']) } },
      changes: { relabelled: 1 },
    })
    // Added again they are the same, and so is what was done to them.
    await third.add(birds(6), { kind: 'folders' })
    expect(third.care.summary.changes).toMatchObject({ relabelled: 1, leftOut: 1 })
    expect(third.care.summary.fingerprint).toBe(summary.fingerprint)
  })

  test('where there is no room they hold for the visit, and that is said', async () => {
    const { add, care } = await studio(memoryFiles(10))
    const { added } = await add(birds(3), { kind: 'folders' })
    expect(added).toMatchObject({ pictures: 3, kept: false })
    expect(await (await openSource(care.dataset.samples[40]!.source)).text()).toContain('bird/0.jpg')
  })

  test('a hold of the camera stays on one side; a class of one hold only is cut', async () => {
    const shots = (hold: number) =>
      Array.from({ length: 10 }, (_, i) => item(`captures/x/${`${hold}${i}`.padStart(5, '0')}.hold-${hold}.jpg`))
    const { care, add } = await studio()
    await add(shots(1), { kind: 'class', name: 'cat' })
    await add(shots(2), { kind: 'class', name: 'bird' })
    const of = (hold: number) => new Set(care.dataset.samples.flatMap(({ path, split }) => (path.includes(`hold-${hold}`) ? [split] : [])))
    expect(of(1).size).toBe(1)
    expect(of(2)).toEqual(new Set(['train', 'val']))
  })

  test('a run of before finds its pictures among them, as it had them', async () => {
    const { care, add } = await studio()
    const before = care.dataset
    const record = {
      name: 'pets 1',
      classes: before.classes,
      dataset: { fingerprint: before.fingerprint, name: 'pets' },
      ...splitOf(before),
    }
    await add(birds(10), { kind: 'folders' })
    expect(splitOf(datasetOf(record, care.dataset))).toEqual(splitOf(before))
    // A run of with them is none of without.
    const after = care.dataset
    const later = { ...record, classes: after.classes, dataset: { fingerprint: after.fingerprint, name: 'pets' }, ...splitOf(after) }
    await care.edit({ kind: 'undo' })
    expect(() => datasetOf(later, care.dataset)).toThrow('other-dataset')
  })
})

describe('classes', () => {
  test('an empty one stands beside the others, takes pictures, is renamed and removed, and all of it is undone', async () => {
    const { care, add } = await studio()
    await care.edit({ kind: 'add-class', name: ' bird ' })
    expect(care.summary.additions.emptyClasses).toEqual(['bird'])
    expect(care.dataset.classes).toEqual(['cat', 'dog'])
    await care.edit({ kind: 'rename-class', from: 'bird', to: 'finch' })
    await add(loose('1.jpg', '2.jpg'), { kind: 'class', name: 'finch' })
    expect(care.summary).toMatchObject({ additions: { emptyClasses: [] }, classes: [{ name: 'cat' }, { name: 'dog' }, { name: 'finch' }] })
    await care.edit({ kind: 'remove-class', name: 'finch' })
    expect(care.summary).toMatchObject({
      changes: { leftOut: 2 },
      additions: { emptyClasses: [] },
      classes: [{ name: 'cat' }, { name: 'dog' }],
    })
    expect(await care.edit({ kind: 'remove-class', name: 'cat' }).catch(problemOf)).toMatchObject({ code: 'one-class' })
    for (let i = 0; i < 4; i++) await care.edit({ kind: 'undo' })
    expect(care.summary).toMatchObject({ changes: { canUndo: false, leftOut: 0 }, additions: { emptyClasses: [], pictures: 0 } })
  })
})

describe('what is kept', () => {
  test('edits about added pictures alone are about no others where those are gone', async () => {
    const first = await studio()
    await first.add(moreCats, { kind: 'folders' })
    await first.care.edit({ kind: 'leave-out', ids: [41, 42] })
    await first.care.edit({ kind: 'relabel', ids: [43], className: 'dog' })
    first.files.files.clear()
    const second = await studio(first.files, first.store)
    expect(leftOut(second.care)).toEqual([])
    expect(second.care.changes.relabelled).toBe(0)
    await second.add(moreCats, { kind: 'folders' })
    expect(leftOut(second.care)).toHaveLength(2)
    expect(second.care.changes.relabelled).toBe(1)
  })

  test('what another tab adds meanwhile stays, with what was done to it there', async () => {
    const a = await studio()
    const b = await studio(a.files, a.store)
    await b.add(birds(6), { kind: 'folders' })
    await b.care.edit({ kind: 'leave-out', ids: [41] })
    await a.care.edit({ kind: 'mark', ids: [0] })
    const both = await studio(a.files, a.store)
    expect(both.care.summary).toMatchObject({ additions: { pictures: 6 }, changes: { marked: 1, leftOut: 1 } })
    // Undone where it was added it is gone, whoever writes next.
    await b.care.edit({ kind: 'undo' })
    await b.care.edit({ kind: 'undo' })
    await a.care.edit({ kind: 'unmark', ids: [0] })
    expect((await studio(a.files, a.store)).care.summary.additions.pictures).toBe(0)
  })

  test('pictures that cannot be read at one visit are there at the next, whatever was done between', async () => {
    const first = await studio()
    await first.add(birds(6), { kind: 'folders' })
    const { fingerprint } = first.care.summary
    const second = await studio(allOf(first.files, 'file 0'), first.store)
    expect(second.care.summary).toMatchObject({
      additions: { pictures: 0, lost: { pictures: 0 } },
      changes: { problem: expect.anything() },
    })
    await second.care.edit({ kind: 'mark', ids: [0] })
    const third = await studio(first.files, first.store)
    expect(third.care.summary).toMatchObject({ fingerprint, additions: { pictures: 6 }, changes: { marked: 1, problem: null } })
  })

  test('pictures that are gone are named until they are added again, alone or among others, or all is reset', async () => {
    const first = await studio()
    await first.add(birds(6), { kind: 'folders' })
    first.files.files.clear()
    const lost = (care: DatasetCare) => care.summary.additions.lost.pictures
    const second = await studio(first.files, first.store)
    await second.care.edit({ kind: 'mark', ids: [0] })
    const third = await studio(first.files, first.store)
    expect(lost(third.care)).toBe(6)
    await third.add(birds(3), { kind: 'folders' })
    expect(lost(third.care)).toBe(3)
    await third.care.edit({ kind: 'undo' })
    expect(lost(third.care)).toBe(6)
    await third.add(birds(8), { kind: 'folders' })
    expect(third.care.summary.additions).toMatchObject({ pictures: 8, lost: { pictures: 0 } })
    expect(lost((await studio(first.files, first.store)).care)).toBe(0)
    await third.care.edit({ kind: 'undo' })
    await third.care.edit({ kind: 'reset' })
    expect(lost(third.care)).toBe(0)
    expect(lost((await studio(first.files, first.store)).care)).toBe(0)
  })

  test('where nothing of it fits how the pictures are read now it waits aside, and comes back when it does', async () => {
    const first = await studio()
    await first.add(loose('1.jpg'), { kind: 'class', name: 'cat' })
    await first.care.edit({ kind: 'leave-out', ids: [3] })
    const { summary } = first.care
    const other = await studio(first.files, first.store, { layout: 'single-folder' })
    expect(other.care.summary).toMatchObject({ classes: [], additions: { pictures: 0 }, changes: { setAside: true, leftOut: 0 } })
    await other.care.edit({ kind: 'mark', ids: [5] })
    await (await studio(first.files, first.store, { layout: 'single-folder' })).care.edit({ kind: 'unmark', ids: [5] })
    const again = await studio(first.files, first.store)
    expect(again.care.summary).toEqual({ ...summary, changes: { ...summary.changes, canUndo: false, last: 0 } })
  })

  test('an edit made while an addition is put in holds', async () => {
    const { care } = await studio()
    const adding = care.add([{ path: 'a.jpg', className: 'bird', test: false, size: 1, sha256: 'a' }], null, [
      (await index(opened)).samples[0]!.source,
    ])
    await care.edit({ kind: 'leave-out', ids: [3] })
    await adding
    expect(care.changes.leftOut).toBe(1)
    expect(care.summary.additions.pictures).toBe(1)
  })
})

describe('the class that was asked for', () => {
  test('is the one that is called so now, whatever names classes had first', async () => {
    const { care, add, files, store } = await studio()
    for (const [from, to] of [
      ['cat', 'x'],
      ['dog', 'cat'],
      ['x', 'dog'],
    ] as const)
      await care.edit({ kind: 'rename-class', from, to })
    await add(loose('1.jpg', '2.jpg', '3.jpg'), { kind: 'class', name: 'cat' })
    expect(countsOf(care)).toEqual({ cat: 23, dog: 20 })
    await care.edit({ kind: 'rename-class', from: 'dog', to: 'wolf' })
    // "dog" is what the cats were called first, and no class by now.
    await add(loose('4.jpg'), { kind: 'class', name: 'dog' })
    expect(countsOf(care)).toEqual({ cat: 23, dog: 1, wolf: 20 })
    expect(countsOf((await studio(files, store)).care)).toEqual({ cat: 23, dog: 1, wolf: 20 })
  })

  test('is the one of exactly that name, or else one alike, one without pictures too', async () => {
    const { care, add } = await studio()
    for (const name of ['Bird', 'bird', 'Fox']) await care.edit({ kind: 'add-class', name })
    const { found } = await add(
      ['bird', 'Bird', 'fox', 'CAT'].flatMap((name) => [1, 2].map((i) => item(`more/${name}/${i}.jpg`, jpegLike(`new ${name} ${i}`)))),
      { kind: 'folders' },
    )
    expect(found.classes.map(({ name, isNew }) => [name, isNew]).sort()).toEqual([
      ['Bird', false],
      ['Fox', false],
      ['bird', false],
      ['cat', false],
    ])
    expect(countsOf(care)).toEqual({ Bird: 2, Fox: 2, bird: 2, cat: 22, dog: 20 })
  })

  test('takes pictures back that were left out of it, or of one that was removed, in one step', async () => {
    const { care, add } = await studio()
    await add(birds(3), { kind: 'folders' })
    await care.edit({ kind: 'remove-class', name: 'bird' })
    await care.edit({ kind: 'leave-out', ids: [0] })
    const zero = item('again.jpg', jpegLike('pets/cat/0.jpg'))
    const { added } = await add([...birds(2), zero], { kind: 'class', name: 'finch' })
    expect(added).toMatchObject({ pictures: 0, takenBack: 3, same: { pictures: 3, examples: [{ className: 'finch' }, {}, {}] } })
    expect(countsOf(care)).toEqual({ cat: 19, dog: 20, finch: 3 })
    await care.edit({ kind: 'undo' })
    expect(countsOf(care)).toEqual({ cat: 19, dog: 20 })
    expect((await add([zero], { kind: 'prediction' })).added).not.toHaveProperty('takenBack')
    expect(care.changes.leftOut).toBe(4)
  })
})

describe('what is given', () => {
  test('is read as on opening: masks and second copies are left out, codes of classes get their names', async () => {
    const { add } = await studio()
    const masked = ['bird', 'fox'].flatMap((name) =>
      Array.from({ length: 4 }, (_, i) => [
        item(`more/${name}/${i}.jpg`),
        item(`more/${name}/${i}_mask.png`, jpegLike(`mask ${name} ${i}`)),
      ]).flat(),
    )
    const { found } = await add(masked, { kind: 'folders' })
    expect(found).toMatchObject({ pictures: 8, skipped: { counts: { mask: 8 } } })
    const coded = ['n01443537', 'n01629819'].flatMap((code) => [1, 2, 3].map((i) => item(`tiny/${code}/${i}.jpg`)))
    const words = item('tiny/words.txt', new TextEncoder().encode('n01443537\tgoldfish\nn01629819\tsalamander\n'))
    const named = await add([...coded, words], { kind: 'folders' })
    expect(named.added.classes.toSorted()).toEqual(['goldfish', 'salamander'])
    expect(named.found.skipped.counts).toEqual({})
  })

  test('is never added to other pictures than it was looked at for', async () => {
    const one = await studio()
    const other = await studio()
    const era = new AbortController()
    const pictures = { ...one.pictures, replaced: era.signal }
    const additions = new Additions(pictures, one.files)
    const looking = additions.look({ kind: 'items', items: birds(3) }, () => undefined)
    await looking
    Object.assign(pictures, { care: other.care, replaced: never })
    era.abort()
    await expect(additions.add({ kind: 'class', name: 'cat' }, () => undefined)).rejects.toMatchObject({ name: 'AbortError' })
    expect([one, other].map(({ care }) => care.dataset.samples.length)).toEqual([40, 40])
    // Nor where that happens while it is put in.
    const second = new AbortController()
    const during = new Additions({ care: one.care, replaced: second.signal }, one.files)
    await during.look({ kind: 'items', items: birds(3) }, () => undefined)
    await expect(during.add({ kind: 'folders' }, ({ done }) => done === 0 && second.abort())).rejects.toMatchObject({ name: 'AbortError' })
    expect(one.care.dataset.samples).toHaveLength(40)
  })
})

test('folders that are known to be classes are, whatever they are called', async () => {
  const { additions, care } = await studio()
  const items = ['train', 'test'].flatMap((name) => loose(...Array.from({ length: 3 }, (_, i) => `captures/${name}/${i}.jpg`)))
  await additions.look({ kind: 'items', items }, () => undefined, { layout: 'class-folders' })
  await additions.add({ kind: 'folders' }, () => undefined)
  expect(countsOf(care)).toMatchObject({ train: 3, test: 3 })
})
