import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type DatasetEdit, NO_CHANGES, Problem } from '../../protocol'
import { idsOf } from '../dataset/dataset'
import { fitting, NO_EDITS } from '../dataset/edits'
import { summarize } from '../dataset/summary'
import { index, item, jpegLike } from '../dataset/testing'
import type { DecodePool, Inspection } from '../decode/pool'
import type { DecodeFault } from '../files/refusal'
import { openSource } from '../files/source'
import { perceptualHash } from '../pixels/perceptual'
import { DatasetCare } from './care'
import { queryIds, querySamples } from './query'
import type { CareRecord, CareStore } from './record'
import { testStoreOfCare } from './testing'

/** Inspects without decoding: a picture's content is its text; texts that begin alike look alike; `tiny`, `bad` say so. */
const pool: Pick<DecodePool, 'inspect'> = {
  async inspect(source): Promise<Inspection> {
    const text = (await (await openSource(source)).text()).replace(/^[^a-z]+/, '')
    if (text.startsWith('bad')) return { ok: false, fault: 'cannot-decode' satisfies DecodeFault }
    const look = text.split(/[~.]/)[0] ?? ''
    const grey = new Uint8Array(1024)
    for (let i = 0; i < 32; i++) grey.set(createHash('sha256').update(`${look}${i}`).digest(), i * 32)
    const side = text.startsWith('tiny') ? 8 : 100 + text.length
    return {
      ok: true,
      sha256: createHash('sha256').update(text).digest('hex'),
      width: side,
      height: side,
      hash: perceptualHash(grey),
      grey,
      colours: grey.slice(0, 768),
    }
  },
}

const signal = new AbortController().signal
const file = (path: string, content: string) => item(path, jpegLike(content))
const distinct = ['cat', 'dog'].flatMap((pet) => Array.from({ length: 20 }, (_, i) => file(`${pet}/${i}.jpg`, `look${pet}${i}`)))
async function careOf(extra: ReturnType<typeof file>[] = [], store: CareStore = testStoreOfCare()) {
  const options = { seed: 1, valFraction: 0.2 }
  return DatasetCare.of(await index([...distinct, ...extra], options), options, store)
}
const idOf = (care: DatasetCare, path: string): number => care.dataset.samples.find((s) => s.path === path)!.id

test('pictures stand folder after folder as people read them: 2 before 10', async () => {
  const folders = ['species 1', 'species 10', 'species 2']
  const files = folders.flatMap((name) => Array.from({ length: 5 }, (_, i) => file(`${name}/${i}.jpg`, `${name} ${i}`)))
  const dataset = await index(files, { seed: 1, valFraction: 0.2 })
  const paths = Array.from(queryIds(dataset, {}), (id) => dataset.samples[id]!.path)
  expect([...new Set(paths.map((path) => path.split('/')[0]))]).toEqual(['species 1', 'species 2', 'species 10'])
  expect(paths.slice(0, 2)).toEqual(['species 1/0.jpg', 'species 1/1.jpg'])
})

describe('health', () => {
  test('says of pictures what they are, all at once, and suggests nothing', async () => {
    const looks: Record<string, Partial<Extract<Inspection, { ok: true }>>> = {
      cat0: { through: 'clear' },
      cat1: { through: 'only-alpha' },
      dog2: { through: 'lost-on-white' },
      dog3: { nearlyBlack: true },
    }
    const looking: typeof pool = {
      async inspect(source, end) {
        const name = /look([a-z]+\d+)/.exec(await (await openSource(source)).text())?.[1] ?? ''
        const found = await pool.inspect(source, end)
        return found.ok ? { ...found, ...looks[name] } : found
      },
    }
    const care = await careOf()
    const [cat0, cat1, dog2, dog3] = ['cat/0.jpg', 'cat/1.jpg', 'dog/2.jpg', 'dog/3.jpg'].map((path) => idOf(care, path)) as number[]
    const { findings } = await care.check(looking, () => undefined, signal)
    const said = (problem: string, ...ids: (number | undefined)[]) => ({ problem, ids, leaveOut: [], settled: false })
    expect(findings).toEqual([
      said('lost-on-white', dog2),
      said('nearly-black', dog3),
      said('only-alpha', cat1),
      said('transparent', cat0, cat1, dog2),
    ])
    await care.edit({ kind: 'leave-out', ids: [dog3!] })
    expect(care.report?.findings.find(({ problem }) => problem === 'nearly-black')?.settled).toBe(true)
    expect(queryIds(care.dataset, { problem: 'transparent' }, care.report ?? undefined)).toEqual(Uint32Array.from([cat0!, cat1!, dog2!]))
  })

  test('finds nothing in distinct pictures', async () => {
    const report = await (await careOf()).check(pool, () => undefined, signal)
    expect(report).toMatchObject({ checked: 40, findings: [], imbalance: null })
  })

  test('pictures of two classes that are only nearly the same are shown, and none is suggested to go; copies among them are', async () => {
    const care = await careOf([
      file('dog/alike.jpg', 'lookcat3~'),
      file('dog/alike-too.jpg', 'lookcat4~'),
      file('dog/copy.jpg', 'lookcat4'),
    ])
    const { findings } = await care.check(pool, () => undefined, signal)
    const paths = (ids: readonly number[] = []) => ids.map((id) => care.dataset.samples[id]!.path)
    expect(findings.filter(({ problem }) => problem === 'two-labels').map((f) => [paths(f.inDoubt), paths(f.leaveOut)])).toEqual([
      [['cat/3.jpg', 'dog/alike.jpg'], []],
      [
        ['cat/4.jpg', 'dog/alike-too.jpg', 'dog/copy.jpg'],
        ['cat/4.jpg', 'dog/copy.jpg'],
      ],
    ])
  })

  test('finds what was planted, the worst first, and keeps equal pictures in one split', async () => {
    const care = await careOf([
      file('dog/swapped.jpg', 'lookcat3'),
      file('cat/copy.jpg', 'lookcat4'),
      file('cat/smaller.jpg', 'lookcat5~'),
      file('cat/bad.jpg', 'bad'),
      file('cat/tiny.jpg', 'tiny'),
      file('test/1.jpg', 'lookx'),
      file('test/2.jpg', 'lookx'),
    ])
    const progress: number[] = []
    const { findings } = await care.check(pool, ({ done }) => progress.push(done), signal)
    const of = (problem: string) =>
      findings.filter((f) => f.problem === problem).map((f) => f.ids.map((id) => care.dataset.samples[id]!.path))
    expect(of('two-labels')).toEqual([['cat/3.jpg', 'dog/swapped.jpg']])
    expect(findings.find(({ problem }) => problem === 'two-labels')?.leaveOut, 'the same bytes').toHaveLength(2)
    expect([...of('duplicate'), ...of('near-duplicate'), ...of('leak')].sort()).toEqual([
      ['cat/4.jpg', 'cat/copy.jpg'],
      ['cat/5.jpg', 'cat/smaller.jpg'],
      ['test/1.jpg', 'test/2.jpg'],
    ])
    expect(of('cannot-decode')).toEqual([['cat/bad.jpg']])
    expect(of('tiny')).toEqual([['cat/tiny.jpg']])
    expect(findings.find((f) => care.dataset.samples[f.ids[0]!]!.path === 'test/1.jpg')?.leaveOut).toEqual([])
    expect(findings[0]?.problem).toBe('two-labels')
    expect(progress.at(-1)).toBe(47)
    const split = (path: string) => care.dataset.samples[idOf(care, path)]!.split
    expect(split('cat/4.jpg')).toBe(split('cat/copy.jpg'))
    expect(split('cat/5.jpg')).toBe(split('cat/smaller.jpg'))
    const query = querySamples(care.dataset, { problem: 'tiny', offset: 0, limit: 10 }, care.report ?? undefined)
    expect(query.samples.map((s) => s.path)).toEqual(['cat/tiny.jpg'])
    const [one, two] = [idOf(care, 'dog/3.jpg'), idOf(care, 'cat/3.jpg')]
    const byId = querySamples(care.dataset, { ids: [one, 999, two], offset: 0, limit: 10 }, care.report ?? undefined)
    expect(byId.samples.map((s) => [s.id, s.problems])).toEqual([
      [one, []],
      [two, ['two-labels']],
    ])
  })

  test('what was found follows what was done about it, and stays to be seen', async () => {
    const care = await careOf([file('dog/swapped.jpg', 'lookcat3'), file('cat/tiny.jpg', 'tiny')])
    await care.check(pool, () => undefined, signal)
    const swapped = idOf(care, 'dog/swapped.jpg')
    const tiny = idOf(care, 'cat/tiny.jpg')
    const found = () => care.report?.findings.map(({ problem, leaveOut, settled }) => ({ problem, leaveOut, settled }))
    await care.edit({ kind: 'leave-out', ids: [swapped, tiny] })
    expect(found()).toEqual([
      { problem: 'two-labels', leaveOut: [], settled: true },
      { problem: 'tiny', leaveOut: [], settled: true },
    ])
    expect(Array.from(queryIds(care.dataset, { leftOut: true, problem: 'tiny' }, care.report ?? undefined))).toEqual([tiny])
    await care.edit({ kind: 'undo' })
    expect(found()?.map(({ settled }) => settled)).toEqual([false, false])
    // With the right label it is a second copy, no more.
    await care.edit({ kind: 'relabel', ids: [swapped], className: 'cat' })
    expect(found()?.[0]).toEqual({ problem: 'duplicate', leaveOut: [swapped], settled: false })
  })

  test('heavy imbalance is said with numbers', async () => {
    const care = await careOf(Array.from({ length: 60 }, (_, i) => file(`cat/more${i}.jpg`, `more${i}`)))
    const { imbalance } = await care.check(pool, () => undefined, signal)
    expect(imbalance).toEqual({ most: { name: 'cat', pictures: 64 }, least: { name: 'dog', pictures: 16 } })
  })

  test('can be cancelled', async () => {
    const care = await careOf()
    const abort = new AbortController()
    abort.abort()
    await expect(care.check(pool, () => undefined, abort.signal)).rejects.toMatchObject({ name: 'AbortError' })
    expect(care.report).toBeNull()
  })
})

describe('a check', () => {
  const added = async (care: DatasetCare, content: string) => {
    const others = ['a/2.jpg', 'b/1.jpg', 'b/2.jpg'].map((path) => file(path, path))
    const { source } = (await index([file('a/1.jpg', content), ...others])).samples[0]!
    await care.add([{ path: `${content}.jpg`, className: 'cat', test: false, size: 1, sha256: content }], null, [source])
  }

  test('says nothing of pictures that are taken out or put in while it goes on', async () => {
    const care = await careOf()
    await added(care, 'bad')
    let meanwhile = async () => {
      meanwhile = async () => undefined
      await care.edit({ kind: 'undo' })
    }
    const slow: typeof pool = {
      async inspect(source, end) {
        await meanwhile()
        return pool.inspect(source, end)
      },
    }
    expect(await care.check(slow, () => undefined, signal)).toMatchObject({ checked: 40, findings: [] })
    await added(care, 'bad')
    meanwhile = async () => {
      meanwhile = async () => undefined
      await care.edit({ kind: 'undo' })
      await added(care, 'good')
    }
    expect(await care.check(slow, () => undefined, signal)).toMatchObject({ checked: 40, findings: [] })
    expect(care.dataset.samples).toHaveLength(41)
  })

  test('of other pictures under the same fingerprint, as many or more, is not of these', async () => {
    const store = testStoreOfCare()
    const masks = Array.from({ length: 4 }, (_, i) => file(`cat/${i}_mask.jpg`, `tiny${i}`))
    const open = async (takeAll: boolean) => {
      const options = { seed: 1, valFraction: 0.2 }
      return DatasetCare.of(await index([...distinct, ...masks], { ...options, readAs: { takeAll } }), options, store)
    }
    const all = await open(true)
    expect(all.dataset.samples).toHaveLength(44)
    await all.check(pool, () => undefined, signal)
    const { fingerprint } = all.dataset
    const less = await open(false)
    expect([less.dataset.fingerprint, less.dataset.samples.length]).toEqual([fingerprint, 40])
    expect(less.report).toBeNull()
    expect((await open(true)).report?.checked).toBe(44)
    // As many, and others.
    const kept = store.kept.get(fingerprint)!
    const health = { ...kept.health!, of: { opened: 'others', batches: [] } }
    store.kept.set(fingerprint, { ...kept, health })
    expect((await open(true)).report).toBeNull()
    // Of an earlier version, which did not say.
    const { of: _, ...early } = health
    store.kept.set(fingerprint, { ...kept, health: early })
    expect((await open(true)).report?.checked).toBe(44)
    expect((await open(false)).report).toBeNull()
  })
})

describe('edits', () => {
  test('moving a picture moves that one alone, into validation too, and none into training comes back', async () => {
    const care = await careOf()
    const before = Array.from(idsOf(care.dataset, 'val'))
    const learns = Array.from(idsOf(care.dataset, 'train'))[0]!
    await care.edit({ kind: 'move', ids: [learns], split: 'val' })
    expect(Array.from(idsOf(care.dataset, 'val'))).toEqual([...before, learns].sort((a, b) => a - b))
    await care.edit({ kind: 'move', ids: [before[0]!], split: 'train' })
    expect(Array.from(idsOf(care.dataset, 'val'))).toEqual([...before.slice(1), learns].sort((a, b) => a - b))
  })

  test('an edit says how many pictures it changed, those that were so already left out, and so do its changes', async () => {
    const care = await careOf()
    await care.edit({ kind: 'relabel', ids: [0], className: 'dog' })
    await care.edit({ kind: 'relabel', ids: [0, 1, 2, 20], className: 'dog' })
    expect(care.changes).toMatchObject({ last: 2, relabelled: 3 })
    await care.edit({ kind: 'leave-out', ids: [3] })
    await care.edit({ kind: 'leave-out', ids: [3] })
    expect(care.changes).toMatchObject({ last: 0, leftOut: 1 })
  })

  test('each does what it says', async () => {
    const care = await careOf()
    const counts = () => Object.fromEntries(summarize(care.dataset).classes.map((c) => [c.name, c.counts.train + c.counts.val]))
    const before = idsOf(care.dataset, 'val')
    await care.edit({ kind: 'leave-out', ids: [0, 1] })
    expect(counts()).toEqual({ cat: 18, dog: 20 })
    // Leaving some out does not deal the others anew.
    expect(Array.from(idsOf(care.dataset, 'val'))).toEqual(Array.from(before).filter((id) => id > 1))
    await care.edit({ kind: 'take-back', ids: [1] })
    await care.edit({ kind: 'relabel', ids: [1, 2], className: 'dog' })
    expect(counts()).toEqual({ cat: 17, dog: 22 })
    await care.edit({ kind: 'move', ids: [5], split: 'test' })
    expect(care.dataset.samples[5]).toMatchObject({ split: 'test', moved: 'test' })
    await care.edit({ kind: 'rename-class', from: 'dog', to: 'hound' })
    await care.edit({ kind: 'rename-class', from: 'hound', to: 'Hund' })
    expect(counts()).toEqual({ cat: 16, Hund: 22 })
    expect(care.dataset.classes[care.dataset.samples[1]!.label]).toBe('Hund')
    await care.edit({ kind: 'reset' })
    expect(counts()).toEqual({ cat: 20, dog: 20 })
    expect(care.changes).toEqual({
      leftOut: 0,
      relabelled: 0,
      moved: 0,
      renamedClasses: 0,
      marked: 0,
      confirmed: 0,
      last: expect.any(Number),
      canUndo: true,
      canRedo: false,
      setAside: false,
      problem: null,
    })
    await care.edit({ kind: 'undo' })
    expect(counts()).toEqual({ cat: 16, Hund: 22 })
    expect(care.changes).toMatchObject({ leftOut: 1, relabelled: 2, moved: 1, renamedClasses: 1 })
    await care.edit({ kind: 'relabel', ids: [1, 2], className: 'cat' })
    expect(care.changes.relabelled).toBe(0)
    for (let i = 0; i < 9; i++) await care.edit({ kind: 'undo' })
    expect(care.changes).toEqual({ ...NO_CHANGES, canRedo: true })
    expect(counts()).toEqual({ cat: 20, dog: 20 })
  })

  test('many get their classes in one change, and a folder without labels gets them one by one', async () => {
    const options = { seed: 1, valFraction: 0.2 }
    const unlabelled = await index(distinct, { ...options, readAs: { layout: 'single-folder' } })
    const care = await DatasetCare.of(unlabelled, options, testStoreOfCare())
    expect(care.dataset.classes).toEqual([])
    await care.edit({ kind: 'relabel', ids: [0], className: 'cat' })
    expect(care.summary).toMatchObject({ counts: { train: 1, val: 0 }, unlabelled: 39 })
    const to = [
      { className: 'cat', ids: [1, 2, 3, 4, 5] },
      { className: 'dog', ids: [20, 21, 22, 23, 24] },
    ]
    await care.edit({ kind: 'label', to })
    expect(care.summary).toMatchObject({ counts: { train: 9, val: 2 }, unlabelled: 29 })
    expect(care.summary.classes.map(({ name }) => name)).toEqual(['cat', 'dog'])
    await care.edit({ kind: 'undo' })
    expect(care.summary).toMatchObject({ counts: { train: 1, val: 0 }, unlabelled: 39 })
    // Where classes came with the pictures, nothing to be held out is a fault as before.
    const pairs = await index([file('cat/1.jpg', 'a'), file('cat/2.jpg', 'b'), file('dog/1.jpg', 'c'), file('dog/2.jpg', 'd')], options)
    const small = await DatasetCare.of(pairs, options, testStoreOfCare())
    await expect(small.edit({ kind: 'leave-out', ids: Array.from(idsOf(small.dataset, 'val')) })).rejects.toMatchObject({
      code: 'class-too-small',
    })
  })

  test('a label that was said to be right is so on the next visit, until it is doubted, undone, or another is given', async () => {
    const store = testStoreOfCare()
    const first = await careOf([], store)
    await first.edit({ kind: 'mark', ids: [3] })
    await first.edit({ kind: 'confirm', ids: [3, 4] })
    expect(first.changes).toMatchObject({ confirmed: 2, marked: 0 })
    const again = await careOf([], store)
    const confirmed = () => Array.from(queryIds(again.dataset, { confirmed: true }))
    expect(confirmed()).toEqual([3, 4])
    expect(querySamples(again.dataset, { ids: [3, 5], offset: 0, limit: 2 }).samples.map((s) => s.confirmed)).toEqual([true, false])
    await again.edit({ kind: 'relabel', ids: [3], className: 'dog' })
    expect(confirmed()).toEqual([4])
    await again.edit({ kind: 'undo' })
    expect(confirmed()).toEqual([3, 4])
    await again.edit({ kind: 'doubt', ids: [3, 4] })
    expect(confirmed()).toEqual([])
    expect(again.changes.confirmed).toBe(0)
  })

  test('of pictures that have other labels now it is not known whether those are right', () => {
    const edits = { ...NO_EDITS, confirmed: ['cat/1.jpg'], leftOut: ['cat/2.jpg'] }
    expect(fitting(edits, ['cat', 'dog']).fits).toEqual({ ...edits, confirmed: [] })
  })

  test('merging three classes to two, and never to one', async () => {
    const care = await careOf(Array.from({ length: 5 }, (_, i) => file(`puppy/${i}.jpg`, `puppy${i}`)))
    await care.edit({ kind: 'rename-class', from: 'puppy', to: 'dog' })
    expect(care.dataset.classes).toEqual(['cat', 'dog'])
    const merge: DatasetEdit = { kind: 'rename-class', from: 'cat', to: 'dog' }
    await expect(care.edit(merge)).rejects.toBeInstanceOf(Problem)
    expect(care.dataset.classes).toEqual(['cat', 'dog'])
  })

  test('are there again on the next visit, the health check too', async () => {
    const store = testStoreOfCare()
    const first = await careOf([], store)
    await first.edit({ kind: 'leave-out', ids: [3] })
    await first.check(pool, () => undefined, signal)
    const second = await careOf([], store)
    expect(second.dataset.samples[3]?.leftOut).toBe(true)
    expect(second.report?.checked).toBe(40)
    const other = await careOf([file('cat/new.jpg', 'new')], store)
    expect(other.report).toBeNull()
  })

  test('a class that another was merged into is renamed whole', async () => {
    const care = await careOf(Array.from({ length: 5 }, (_, i) => file(`puppy/${i}.jpg`, `puppy${i}`)))
    await care.edit({ kind: 'rename-class', from: 'puppy', to: 'dog' })
    await care.edit({ kind: 'rename-class', from: 'dog', to: 'hound' })
    expect(care.dataset.classes).toEqual(['cat', 'hound'])
    await care.edit({ kind: 'rename-class', from: 'hound', to: 'dog' })
    expect(care.dataset.classes).toEqual(['cat', 'dog'])
    expect(care.changes.renamedClasses).toBe(1)
  })

  /** The same pictures below other folders. */
  const below = async (root: string, store: CareStore) =>
    DatasetCare.of(
      await index(
        distinct.map((one) => (one.kind === 'file' ? { ...one, path: root + one.path } : one)),
        { seed: 1, valFraction: 0.2 },
      ),
      { seed: 1, valFraction: 0.2 },
      store,
    )

  test('hold for the same pictures under a renamed folder and in one above', async () => {
    const store = testStoreOfCare()
    const first = await below('pets/', store)
    await first.edit({ kind: 'leave-out', ids: [3] })
    await first.edit({ kind: 'relabel', ids: [4], className: 'dog' })
    await first.edit({ kind: 'move', ids: [5], split: 'test' })
    for (const root of ['renamed/', 'all/of/pets/', '']) {
      const again = await below(root, store)
      expect(again.dataset.samples[3]?.leftOut).toBe(true)
      expect(again.dataset.classes[again.dataset.samples[4]!.label]).toBe('dog')
      expect(again.dataset.samples[5]?.split).toBe('test')
    }
  })

  test('of an earlier version, kept by full paths, hold too', async () => {
    const store = testStoreOfCare()
    const first = await below('pets/', store)
    const edits = {
      leftOut: ['old/pets/cat/1.jpg'],
      labels: {},
      splits: {},
      names: {},
      marked: [],
      classes: [],
      confirmed: [],
      entries: [],
    }
    store.kept.set(first.dataset.fingerprint, { edits, health: null })
    const again = await below('pets/', store)
    expect(again.dataset.samples.filter((s) => s.leftOut).map((s) => s.path)).toEqual(['pets/cat/1.jpg'])
    await again.edit({ kind: 'take-back', ids: again.dataset.samples.flatMap((s) => (s.leftOut ? [s.id] : [])) })
    expect(again.changes.leftOut).toBe(0)
  })

  test('that do not fit any more are set aside, outlive other edits, and come back when they fit', async () => {
    const store = testStoreOfCare()
    const first = await careOf([], store)
    // Merging by labels leaves one class where the pictures are read as of two.
    const edits = { leftOut: [], labels: {}, splits: {}, names: { cat: 'dog' }, marked: [], classes: [], confirmed: [], entries: [] }
    const { fingerprint } = first.dataset
    store.kept.set(fingerprint, { edits, health: null })
    const second = await careOf([], store)
    expect(second.dataset.classes).toEqual(['cat', 'dog'])
    expect(second.changes).toMatchObject({ renamedClasses: 0, setAside: true })
    await second.edit({ kind: 'leave-out', ids: [1] })
    expect(store.kept.get(fingerprint)).toMatchObject({ setAside: edits, edits: { leftOut: ['cat/1.jpg'] } })
    await second.edit({ kind: 'take-back', ids: [1] })
    store.kept.set(fingerprint, {
      ...store.kept.get(fingerprint)!,
      setAside: { ...edits, names: { cat: 'tom' }, marked: [], classes: [], confirmed: [], entries: [] },
    })
    const third = await careOf([], store)
    expect(third.dataset.classes).toEqual(['dog', 'tom'])
    expect(third.changes.setAside).toBe(false)
    const dropped = await careOf([], { ...store, read: async () => ({ edits, health: null }) })
    await dropped.edit({ kind: 'reset' })
    expect(dropped.changes).toMatchObject({ setAside: false, canUndo: true })
  })

  test('that could not be read are not overwritten', async () => {
    const store = testStoreOfCare()
    await (await careOf([], store)).edit({ kind: 'leave-out', ids: [3] })
    const locked: CareStore = { ...store, read: () => Promise.reject(new Error('locked')) }
    const care = await careOf([], locked)
    await care.edit({ kind: 'leave-out', ids: [5] })
    expect(care.dataset.samples[5]?.used).toBe(false)
    expect((await careOf([], store)).dataset.samples[3]?.leftOut).toBe(true)
  })

  test('hold for this visit where nothing can be kept', async () => {
    const full: CareStore = { read: () => Promise.reject(new Error('forbidden')), update: () => Promise.reject(new Error('full')) }
    const care = await careOf([], full)
    await care.edit({ kind: 'leave-out', ids: [3] })
    expect(care.dataset.samples[3]?.used).toBe(false)
  })
})

describe('edits over a store that fails', () => {
  test('are said not to be kept, and said to be kept again once they are', async () => {
    const store = testStoreOfCare()
    let full = true
    const failing: CareStore = {
      ...store,
      update: (key, change) => (full ? Promise.reject(new DOMException('full', 'QuotaExceededError')) : store.update(key, change)),
    }
    const care = await careOf([], failing)
    expect(care.changes.problem).toBeNull()
    await care.edit({ kind: 'leave-out', ids: [3] })
    expect(care.changes.problem).toMatchObject({ code: 'storage-full' })
    full = false
    await care.edit({ kind: 'leave-out', ids: [4] })
    expect(care.changes.problem).toBeNull()
    expect((await careOf([], store)).dataset.samples[3]?.leftOut).toBe(true)
    const locked: CareStore = { ...store, read: () => Promise.reject(new Problem('no-storage', { why: 'newer', detail: '' })) }
    expect((await careOf([], locked)).changes.problem).toMatchObject({ code: 'no-storage' })
  })

  test('a write that was slow does not end on top of a later one', async () => {
    const store = testStoreOfCare()
    const answers: (() => void)[] = []
    const slow: CareStore = {
      ...store,
      update: async (key, change) => {
        await new Promise<void>((resolve) => answers.push(resolve))
        await store.update(key, change)
      },
    }
    const care = await careOf([], slow)
    const edits = [care.edit({ kind: 'leave-out', ids: [3] }), care.edit({ kind: 'leave-out', ids: [4] })]
    // The later is answered first, where both are under way.
    for (let asked = 0; asked < 2; asked++) {
      await new Promise((resolve) => setTimeout(resolve))
      for (const answer of answers.splice(0).reverse()) {
        answer()
        await new Promise((resolve) => setTimeout(resolve))
      }
    }
    await Promise.all(edits)
    expect((await careOf([], store)).dataset.samples[4]?.leftOut).toBe(true)
  })
})

test('a picture is marked for review, found by that, kept between visits, and no longer marked once it has a class', async () => {
  const store = testStoreOfCare()
  const care = await careOf([], store)
  const [cat, dog] = [idOf(care, 'cat/3.jpg'), idOf(care, 'dog/3.jpg')]
  await care.edit({ kind: 'mark', ids: [cat, dog] })
  expect(care.changes).toMatchObject({ marked: 2, relabelled: 0, canUndo: true })
  const again = await careOf([], store)
  expect(Array.from(queryIds(again.dataset, { marked: true }))).toEqual([cat, dog])
  expect(queryIds(again.dataset, { marked: false })).toHaveLength(38)
  await again.edit({ kind: 'relabel', ids: [cat], className: 'dog' })
  const { samples } = querySamples(again.dataset, { ids: [cat, dog], offset: 0, limit: 2 })
  expect(samples.map(({ marked, relabelled }) => [marked, relabelled])).toEqual([
    [false, true],
    [true, false],
  ])
  await again.edit({ kind: 'undo' })
  await again.edit({ kind: 'unmark', ids: [dog] })
  expect(Array.from(queryIds(again.dataset, { marked: true }))).toEqual([cat])
})

test('what an earlier version kept has no marks', async () => {
  const store = testStoreOfCare()
  const { fingerprint } = (await careOf()).dataset
  const kept: unknown = { edits: { leftOut: ['cat/3.jpg'], labels: {}, splits: {}, names: {} }, health: null }
  store.kept.set(fingerprint, kept as CareRecord)
  expect((await careOf([], store)).changes).toMatchObject({ leftOut: 1, marked: 0 })
})
