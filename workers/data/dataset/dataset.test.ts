import { describe, expect, test } from 'vitest'
import { problemOf } from '../../protocol/problem'
import { openSource } from '../files/source'
import { idsOf, indexDataset, resplit } from './dataset'
import { summarize } from './summary'
import { index, item, jpegLike, zipOf } from './testing'

const pets = (n: number, at = ''): string[] => ['cat', 'dog'].flatMap((pet) => Array.from({ length: n }, (_, i) => `${at}${pet}/${i}.jpg`))
/** 32 x 32 pixels of one level. */
const bmpLike = (level: number) => new Uint8Array(54 + 32 * 32 * 3).fill(level, 54).map((byte, i) => (i < 2 ? 'BM'.charCodeAt(i) : byte))
const fails = async (promise: Promise<unknown>) =>
  problemOf(
    await promise.then(
      () => 'no error',
      (error: unknown) => error,
    ),
  )
const zipItem = async (name: string, ...args: Parameters<typeof zipOf>) => item(name, await zipOf(...args))

describe('index', () => {
  test('a folder per class: stratified 80/20, the same for the same seed', async () => {
    const dataset = await index(pets(50, 'pets/').map((p) => item(p)))
    const summary = summarize(dataset)
    expect(summary).toMatchObject({ name: 'pets', layout: 'class-folders', splitFrom: 'seed', counts: { train: 80, val: 20, test: 0 } })
    expect(summary.classes).toEqual(['cat', 'dog'].map((name) => ({ name, counts: { train: 40, val: 10, test: 0 } })))
    const again = await index(
      pets(50, 'pets/')
        .reverse()
        .map((p) => item(p)),
    )
    expect(again.samples.map((s) => s.split)).toEqual(dataset.samples.map((s) => s.split))
    expect(again.fingerprint).toBe(dataset.fingerprint)
    expect(idsOf(resplit(dataset, 2, 0.2, 0), 'val')).not.toEqual(idsOf(dataset, 'val'))
  })

  test('pictures without compression have names and sizes like others: what is in them tells them apart', async () => {
    const bmps = (level: number) => pets(40, 'pets/').map((p, i) => [p, bmpLike(level + i)] as const)
    const folder = (level: number) => index(bmps(level).map(([path, bytes]) => item(path, bytes)))
    const [one, other, again] = [await folder(1), await folder(2), await folder(1)]
    expect(other.fingerprint).not.toBe(one.fingerprint)
    expect(again.fingerprint).toBe(one.fingerprint)
    expect((await index([await zipItem('pets.zip', bmps(1))])).fingerprint).toBe(one.fingerprint)
  })

  test('what is left out, and why', async () => {
    const dataset = await index([
      ...pets(3).map((p) => item(p)),
      item('cat/notes.txt'),
      item('cat/empty.jpg', new Uint8Array(0)),
      item('cat/text.jpg', new TextEncoder().encode('this is a text file, whatever its name says')),
      item('cat/.hidden.jpg'),
      item('__MACOSX/cat/._0.jpg'),
      item('cat/Thumbs.db'),
      item('dog/_DS_Store'),
    ])
    expect(summarize(dataset).skipped.counts).toEqual({ 'not-a-picture': 2, empty: 1, hidden: 4 })
    expect(dataset.samples).toHaveLength(6)
  })

  test('the same name in different folders, and the same path twice', async () => {
    const dataset = await index([...pets(3), ...pets(3)].map((p) => item(p)))
    expect(new Set(dataset.samples.map((s) => s.path)).size).toBe(12)
  })

  test('a limit takes the classes evenly and keeps the test pictures', async () => {
    const dataset = await index([...pets(50).map((p) => item(p)), item('test/1.jpg')])
    const small = resplit(dataset, 1, 0.2, 20)
    expect(summarize(small)).toMatchObject({ counts: { train: 16, val: 4 }, unlabelled: 1 })
    expect(summarize(small).classes.map((c) => c.counts.train)).toEqual([8, 8])
  })

  test('splits that folders give stay whatever the seed', async () => {
    const items = [...pets(4, 'train/'), ...pets(2, 'val/'), ...pets(2, 'test/')].map((p) => item(p))
    const dataset = await index(items, { seed: 5 })
    expect(summarize(dataset)).toMatchObject({ splitFrom: 'folders', counts: { train: 8, val: 4, test: 4 } })
    expect(dataset.samples.every((s) => s.path.startsWith(s.split))).toBe(true)
  })

  test.each<[string, () => Promise<unknown>, object]>([
    ['an empty folder', () => index([]), { code: 'no-pictures', values: { files: 0 } }],
    ['no pictures', () => index([item('a/b.txt')]), { code: 'no-pictures', values: { files: 1 } }],
    [
      'one class',
      () =>
        index(
          pets(3)
            .slice(0, 3)
            .map((p) => item(p)),
        ),
      { code: 'one-class', values: { name: 'cat', pictures: 3, leftOut: 0, readings: ['single-folder'] } },
    ],
    [
      'ten thousand classes',
      () => index(Array.from({ length: 10_000 }, (_, i) => item(`${i}/a.jpg`))),
      { code: 'too-many-classes', values: { classes: 10_000, limit: 1000, readings: ['single-folder'] } },
    ],
    [
      'one picture a class',
      () => index([item('cat/1.jpg'), item('dog/1.jpg')]),
      { code: 'class-too-small', values: { name: 'cat', pictures: 1, readings: ['single-folder'] } },
    ],
    ['no zip at all', () => index([item('pets.zip')]), { code: 'zip-unreadable', values: { file: 'pets.zip' } }],
  ])('%s is a problem with a name', async (_, make, problem) => {
    expect(await fails(make())).toEqual(problem)
  })

  test('can be cancelled', async () => {
    const abort = new AbortController()
    const opening = indexDataset(
      { kind: 'items', items: pets(50).map((p) => item(p)) },
      { seed: 1, valFraction: 0.2 },
      () => undefined,
      abort.signal,
    )
    abort.abort()
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('zip', () => {
  const entries = pets(5, 'train/').map((p) => [p, jpegLike(p)] as const)

  test.each([0, 6])('is read entry by entry, level %i', async (level) => {
    const dataset = await index([await zipItem('pets.zip', entries, { level })])
    expect(summarize(dataset)).toMatchObject({
      name: 'pets',
      counts: { train: 8, val: 2 },
      bytes: entries.reduce((n, [, b]) => n + b.length, 0),
    })
    for (const { path, source } of dataset.samples) {
      const bytes = new Uint8Array(await (await openSource(source)).arrayBuffer())
      expect(bytes).toEqual(jpegLike(path.replace('pets/', '')))
    }
  })

  test.each([0, 6])('inside a zip, level %i', async (level) => {
    const train = await zipOf(
      ['cat', 'dog'].flatMap((pet) => Array.from({ length: 5 }, (_, i) => [`train/${pet}.${i}.jpg`, jpegLike(`${pet}${i}`)] as const)),
    )
    const test1 = await zipOf([['test1/1.jpg', jpegLike('1')]])
    const dataset = await index([
      await zipItem(
        'dogs-vs-cats.zip',
        [
          ['train.zip', train],
          ['test1.zip', test1],
          ['sampleSubmission.csv', new TextEncoder().encode('id,label')],
        ],
        { level },
      ),
    ])
    expect(summarize(dataset)).toMatchObject({ layout: 'kaggle-flat', counts: { train: 8, val: 2 }, unlabelled: 1 })
    const dog = dataset.samples.find((s) => s.path.endsWith('dog.3.jpg'))!
    expect(await (await openSource(dog.source)).text()).toContain('dog3')
  })

  test('names that reach outside are left out', async () => {
    const bad = ['../up/1.jpg', 'cat/../../1.jpg', 'C:\\win\\1.jpg'].map((p) => [p, jpegLike(p)] as const)
    const dataset = await index([await zipItem('z.zip', [...entries, ...bad])])
    expect(summarize(dataset).skipped.counts).toEqual({ 'unsafe-path': 3 })
    expect(dataset.samples).toHaveLength(10)
  })

  test('a leading slash is dropped', async () => {
    const dataset = await index([
      await zipItem(
        'z.zip',
        entries.map(([path, bytes]) => [`/${path}`, bytes] as const),
      ),
    ])
    expect(dataset.samples.map(({ path }) => path)).toEqual(
      (await index([await zipItem('z.zip', entries)])).samples.map(({ path }) => path),
    )
  })

  test('an encrypted one is named', async () => {
    const zip = await zipItem('secret.zip', entries, { password: 'x', zipCrypto: true })
    expect(await fails(index([zip]))).toEqual({ code: 'zip-encrypted', values: { file: 'secret.zip' } })
  })

  test('a truncated one is unreadable, a damaged entry fails alone', async () => {
    const bytes = await zipOf(entries)
    expect(await fails(index([item('half.zip', bytes.slice(0, bytes.length / 2))]))).toMatchObject({ code: 'zip-unreadable' })
    const damaged = bytes.slice()
    damaged.fill(0xee, 0, 90)
    const dataset = await index([item('damaged.zip', damaged)])
    expect(dataset.samples).toHaveLength(10)
    const opened = await Promise.allSettled(dataset.samples.map((s) => openSource(s.source)))
    expect(opened.filter((o) => o.status === 'rejected')).toHaveLength(1)
  })
})

describe('folders that are given as handles', () => {
  type Tree = { readonly [name: string]: Tree | 'file' | DOMException }
  /** A folder of the browser's file system with these names in it; one that is an error cannot be read. */
  function folder(name: string, tree: Tree | DOMException): FileSystemDirectoryHandle {
    async function* values() {
      if (tree instanceof DOMException) throw tree
      for (const [child, inside] of Object.entries(tree)) {
        if (inside === 'file') yield { kind: 'file', name: child, getFile: async () => new File([jpegLike(child)], child) }
        else yield folder(child, inside)
      }
    }
    return { kind: 'directory', name, values } as unknown as FileSystemDirectoryHandle
  }
  const opened = (tree: Tree) => index([{ kind: 'handle', handle: folder('pets', tree) }])
  const pictures = { '1.jpg': 'file', '2.jpg': 'file' } as const

  test('every file below them is listed with its path, and opens', async () => {
    const dataset = await opened({ cat: { ...pictures, more: pictures }, dog: pictures, '.git': pictures })
    expect(dataset.samples.map((s) => s.path)).toEqual([
      ...['cat/1.jpg', 'cat/2.jpg', 'cat/more/1.jpg', 'cat/more/2.jpg', 'dog/1.jpg', 'dog/2.jpg'].map((path) => `pets/${path}`),
    ])
    expect(summarize(dataset).skipped.counts).toEqual({ hidden: 2 })
    expect(await (await openSource(dataset.samples[0]!.source)).text()).toContain('1.jpg')
  })

  test('a folder that went away meanwhile is left out, the rest stays', async () => {
    const dataset = await opened({ cat: pictures, dog: pictures, gone: new DOMException('gone', 'NotFoundError') })
    expect(dataset.samples).toHaveLength(4)
    expect(dataset.skipped).toEqual([{ path: 'pets/gone', reason: 'cannot-decode' }])
  })

  test('one that may not be read any more is said by name', async () => {
    const closed = { cat: pictures, dog: new DOMException('no', 'NotAllowedError') }
    expect(await fails(opened(closed))).toEqual({ code: 'permission-lost', values: { name: 'dog' } })
  })
})

test('files that the page holds are listed by their paths alone, and opened when needed', async () => {
  const paths = [
    'pets/cat/1.jpg',
    'pets/cat/back\\slash.jpg',
    'pets/dog/1.jpg',
    'pets/dog/2.jpg',
    'pets/dog/.hidden.jpg',
    'pets/dog/empty.jpg',
  ]
  const asked = new Set<number>()
  const file = async (index: number) => {
    asked.add(index)
    return new File(paths[index]!.includes('empty') ? [] : [jpegLike(paths[index]!)], '')
  }
  const dataset = await index([{ kind: 'listed', files: { paths, file } }])
  expect(dataset.samples.map((s) => s.path)).toEqual(['pets/cat/1.jpg', 'pets/cat/back\\slash.jpg', 'pets/dog/1.jpg', 'pets/dog/2.jpg'])
  expect(summarize(dataset).skipped.counts).toEqual({ hidden: 1, empty: 1 })
  expect(asked.has(4)).toBe(false)
  expect(await (await openSource(dataset.samples[3]!.source)).text()).toContain('dog/2.jpg')
  const many = Array.from({ length: 6000 }, (_, i) => `pets/${i % 2 ? 'cat' : 'dog'}/${i}.jpg`)
  asked.clear()
  const large = await index([{ kind: 'listed', files: { paths: many, file: (i) => file(i % 4) } }])
  expect(large.samples).toHaveLength(6000)
  // Of so many none is looked at, but those whose size goes into the fingerprint.
  expect(large.bytes).toBe(0)
})

test('a zip from Chinese Windows, whose names are GBK without saying so', async () => {
  const gbk: Readonly<Record<string, readonly number[]>> = { 鸟: [0xc4, 0xf1], 狗: [0xb9, 0xb7] }
  const encodeText = (text: string) => Uint8Array.from([...text].flatMap((c) => gbk[c] ?? [c.charCodeAt(0)]))
  const entries = ['鸟/1.jpg', '鸟/2.jpg', '狗/1.jpg', '狗/2.jpg'].map((path) => [path, jpegLike(path)] as const)
  const dataset = await index([await zipItem('pets.zip', entries, { level: 0, useUnicodeFileNames: false, encodeText })])
  expect(dataset.classes).toEqual(['狗', '鸟'])
  expect(dataset.samples).toHaveLength(4)
})
