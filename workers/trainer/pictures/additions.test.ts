import { describe, expect, test } from 'vitest'
import type { Batch } from '../../data/dataset/additions'
import { type AddedFiles, partsOf } from '../../data/dataset/batches'
import { index, item, jpegLike } from '../../data/dataset/testing'
import { openSource } from '../../data/files/source'
import { DatasetCare } from '../../data/health/care'
import { testStoreOfCare } from '../../data/health/testing'
import { type AddInto, problemOf, type SourceItem } from '../../protocol'
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
async function studio(files = memoryFiles(), store = testStoreOfCare()) {
  const care = await DatasetCare.of(await index(opened, options), options, store, files)
  const pictures = {
    care,
    replaced: never,
    get dataset() {
      return care.dataset
    },
  }
  const additions = new Additions(pictures, files)
  const add = async (items: readonly SourceItem[], into: AddInto) => {
    const found = await additions.look({ kind: 'items', items }, () => undefined)
    return { found, added: await additions.add(into, () => undefined) }
  }
  return { care, additions, add, files, store }
}
const birds = (n: number, from = 0) => Array.from({ length: n }, (_, i) => item(`more/bird/${from + i}.jpg`))
const loose = (...names: string[]) => names.map((name) => item(name, jpegLike(`loose ${name}`)))
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
    expect(second.care.summary).toEqual({ ...summary, changes: { ...summary.changes, canUndo: false } })
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
