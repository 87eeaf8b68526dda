/** A dataset taken away: it opens here, in torchvision and by Python's zipfile, and is the same dataset. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BlobReader, ZipReader } from '@zip.js/zip.js'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { HAS_TORCH, PYTHON, python } from '../../export/fixtures/python'
import type { Dataset } from '../dataset/dataset'
import { addEdit, applyEdits, type Edits, NO_EDITS } from '../dataset/edits'
import { index, item, jpegLike, zipOf } from '../dataset/testing'
import { classFolders, newOutcome, type Outcome } from './classFolders'
import { metadataCsv } from './metadata'
import { classFolder } from './names'
import { crc32, ZipStream } from './zipStream'

const folder = mkdtempSync(join(tmpdir(), 'takeaway-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function taken(dataset: Dataset): Promise<{ zip: Uint8Array<ArrayBuffer>; outcome: Outcome }> {
  const outcome = newOutcome()
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for await (const piece of classFolders(dataset, outcome, new AbortController().signal)) pieces.push(piece)
  const zip = new Uint8Array(await new Blob(pieces).arrayBuffer())
  expect(outcome.bytes).toBe(zip.length)
  return { zip, outcome }
}
const pathsIn = async (zip: Uint8Array<ArrayBuffer>) =>
  (await new ZipReader(new BlobReader(new Blob([zip]))).getEntries()).map((e) => e.filename)
const edited = (base: Dataset, ...edits: Parameters<typeof addEdit>[2][]): Dataset =>
  applyEdits(
    base,
    edits.reduce<Edits>((all, edit) => addEdit(all, base, edit as never), NO_EDITS),
    { seed: 1, valFraction: 0.2, limit: 0 },
  )
const numbers = (n: number) => Array.from({ length: n }, (_, i) => i)

/** Whatever is taken away and opened again has the same pictures under the same labels in the same splits. */
async function opensTheSame(dataset: Dataset): Promise<Dataset> {
  const { zip, outcome } = await taken(dataset)
  const again = await index([item('taken.zip', zip)])
  expect((await taken(again)).outcome.fingerprint).toBe(outcome.fingerprint)
  return again
}

test('with every edit in it: re-labelled, moved, left out, renamed, and test pictures with and without a class', async () => {
  const base = await index([
    ...numbers(10).flatMap((i) => ['cat', 'dog', 'fox'].map((pet) => item(`pets/train/${pet}/${i}.jpg`))),
    ...numbers(3).flatMap((i) => [item(`pets/test/cat/t${i}.jpg`), item(`pets/test/x${i}.jpg`)]),
  ])
  const at = (path: string) => base.samples.findIndex((s) => s.path === `pets/${path}`)
  const dataset = edited(
    base,
    { kind: 'relabel', ids: [at('train/cat/1.jpg')], className: 'dog' },
    { kind: 'move', ids: [at('train/cat/2.jpg')], split: 'val' },
    { kind: 'leave-out', ids: [at('train/cat/3.jpg')] },
    { kind: 'rename-class', from: 'fox', to: 'Vulpes vulpes' },
  )
  const { zip, outcome } = await taken(dataset)
  const paths = await pathsIn(zip)
  expect(outcome).toMatchObject({ pictures: 35, gone: [], fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(paths).toContain('val/cat/2.jpg')
  expect(paths.filter((path) => path.includes('Vulpes vulpes/'))).toHaveLength(10)
  // The dog that was a cat, beside the dog of that name.
  expect(paths.filter((path) => /^(train|val)\/dog\/1( \(2\))?\.jpg$/.test(path))).toHaveLength(2)
  expect(paths.filter((path) => path.includes('/3.jpg') && path.includes('/cat/'))).toEqual([])
  expect(paths.filter((path) => path.startsWith('unlabelled/'))).toHaveLength(3)
  const again = await opensTheSame(dataset)
  expect([again.classes, again.splitFrom]).toEqual([['Vulpes vulpes', 'cat', 'dog'], 'folders'])
  // Another label, split or picture is another fingerprint.
  for (const other of [base, edited(base, { kind: 'move', ids: [0], split: 'val' })])
    expect((await taken(other)).outcome.fingerprint).not.toBe(outcome.fingerprint)
})

test('names that some system would refuse, or that would be read otherwise, are safe, unique, and told apart', async () => {
  const names = [
    'a:b',
    'a?b',
    'CON',
    'nul.txt',
    '.hidden',
    '__MACOSX',
    'Cat',
    'cat',
    'dots...',
    'x'.repeat(300),
    '猫',
    'é',
    'train',
    'test',
  ]
  const base = await index(numbers(names.length * 4).map((i) => item(`pets/${i % 2 ? 'one' : 'two'}/${i}.jpg`)))
  const dataset = edited(
    base,
    ...names.map((className, n) => ({ kind: 'relabel', ids: [4 * n, 4 * n + 1, 4 * n + 2, 4 * n + 3], className }) as const),
  )
  const { zip } = await taken(dataset)
  const folders = [...new Set((await pathsIn(zip)).filter((path) => path.includes('/')).map((path) => path.split('/')[1]!))]
  expect(new Set(folders.map((name) => name.toLowerCase())).size).toBe(names.length)
  for (const name of folders) expect(name).toBe(classFolder(name))
  const again = await opensTheSame(dataset)
  expect(again.classes).toEqual(dataset.classes)
  const map = await new ZipReader(new BlobReader(new Blob([zip]))).getEntries()
  expect(map.at(-1)?.filename).toBe('label_map.json')
})

test('no class is called as Hugging Face’s imagefolder calls a split, and is one again here', async () => {
  const names = ['train', 'val 2', 'crash_test', 'dev.kit', 'x-training-1', 'constrain', 'Test']
  expect(names.map(classFolder)).toEqual(['(train)', '(val) 2', 'crash_(test)', '(dev).kit', 'x-(training)-1', 'constrain', 'Test'])
  const base = await index(numbers(42).map((i) => item(`pets/${i % 2 ? 'one' : 'two'}/${i}.jpg`)))
  const ids = (n: number) => numbers(42).filter((i) => i % names.length === n)
  const dataset = edited(base, ...names.map((className, n) => ({ kind: 'relabel', ids: ids(n), className }) as const))
  expect((await opensTheSame(dataset)).classes).toEqual(dataset.classes)
})

test('a file that is called otherwise than what it is, or twice the same, gets a name that readers go by', async () => {
  const png = new Uint8Array(
    await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
  )
  const base = await index([
    item('pets/cat/a.JPG'),
    item('pets/cat/b.png', png),
    item('pets/cat/c.jpg', png),
    item('pets/cat/d.jpg_large'),
    item('pets/cat/noext'),
    ...numbers(4).map((i) => item(`pets/dog/${i}.jpg`)),
    item('pets/cat/a.JPG', jpegLike('second')),
  ])
  const cats = (await pathsIn((await taken(base)).zip)).flatMap((path) => /\/cat\/(.*)/.exec(path)?.[1] ?? [])
  expect(cats.toSorted()).toEqual(['a (2).JPG', 'a.JPG', 'b.png', 'c.jpg.png', 'd.jpg_large.jpg', 'noext.jpg'])
})

test('a picture that went away is left out and named, and the rest is whole', async () => {
  const base = await index([...numbers(5).flatMap((i) => [item(`p/cat/${i}.jpg`), item(`p/dog/${i}.jpg`)])])
  const gone = {
    kind: 'listed',
    index: 0,
    files: { paths: ['x'], file: () => Promise.reject(new DOMException('gone', 'NotFoundError')) },
  } as const
  const { zip, outcome } = await taken({ ...base, samples: base.samples.map((s, i) => (i === 3 ? { ...s, source: gone } : s)) })
  expect(outcome).toMatchObject({ pictures: 9, gone: ['p/cat/3.jpg'] })
  expect(await pathsIn(zip)).toHaveLength(9)
})

test('pictures of a deflated zip come out with their own bytes; a cancel ends it', async () => {
  const paths = numbers(6).flatMap((i) => [`z/cat/${i}.jpg`, `z/dog/${i}.jpg`])
  const base = await index([item('z.zip', await zipOf(paths.map((path) => [path, jpegLike(path)] as const)))])
  await opensTheSame(base)
  const abort = new AbortController()
  const pieces = classFolders(base, newOutcome(), abort.signal)
  await pieces.next()
  abort.abort(new DOMException('enough', 'AbortError'))
  await expect(
    (async () => {
      for await (const _ of pieces);
    })(),
  ).rejects.toThrow('enough')
})

test('whatever classes are called, the dataset that is opened again is the same', async () => {
  const name = fc
    .oneof(
      fc.constantFrom('images', 'train', 'val', 'masks', 'mask', '0', '10', 'unlabelled', 'cat', 'data'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    )
    // As what a person types is tidied.
    .map((text) => text.trim())
    .filter((text) => text !== '')
  const names = fc.uniqueArray(name, { minLength: 2, maxLength: 5 })
  const base = await index(numbers(40).map((i) => item(`pets/${i % 2 ? 'one' : 'two'}/${i}.jpg`)))
  let same = 0
  await fc.assert(
    fc.asyncProperty(names, async (classes) => {
      const ids = (n: number) => numbers(40).filter((i) => i % classes.length === n)
      const dataset = edited(base, ...classes.map((className, n) => ({ kind: 'relabel', ids: ids(n), className }) as const))
      await opensTheSame(dataset)
      same++
    }),
    { numRuns: 60, seed: 3 },
  )
  expect(same).toBeGreaterThanOrEqual(60)
})

describe('the zip itself', () => {
  test('CRC-32 is that of every zip', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
  })

  test.skipIf(!HAS_TORCH)(
    'opens with Python’s zipfile and in torchvision’s ImageFolder, labels and pictures as they are',
    async () => {
      const pictures = await Promise.all(
        numbers(12).map(async (i) => {
          const background = { r: i * 20, g: 0, b: 255 - i * 20 }
          const made = sharp({ create: { width: 9, height: 7, channels: 3, background } })
          return new Uint8Array(await (i % 3 ? made.png() : made.jpeg()).toBuffer())
        }),
      )
      const base = await index(pictures.map((bytes, i) => item(`pets/${i % 2 ? '猫' : 'dog'}/${i}.${i % 3 ? 'png' : 'jpg'}`, bytes)))
      const { zip, outcome } = await taken(base)
      writeFileSync(join(folder, 'taken.zip'), zip)
      const ask = [
        'import hashlib, json, zipfile',
        'from torchvision.datasets import ImageFolder',
        "z = zipfile.ZipFile('taken.zip')",
        'assert z.testzip() is None',
        "z.extractall('taken')",
        'lines = []',
        "for split in ('train', 'val'):",
        "    found = ImageFolder('taken/' + split)",
        '    for i, (path, label) in enumerate(found.samples):',
        '        assert found[i][0].size == (9, 7)',
        "        sha = hashlib.sha256(open(path, 'rb').read()).hexdigest()",
        '        lines.append(json.dumps([sha, split, found.classes[label]], ensure_ascii=False, separators=(",", ":")))',
        "print(hashlib.sha256('\\n'.join(sorted(lines)).encode()).hexdigest())",
      ]
      expect(python(['-c', ask.join('\n')], folder).trim()).toBe(outcome.fingerprint)
    },
    120_000,
  )

  test('has Zip64’s records beyond 65,535 files and beyond 4 GB', async () => {
    const many = new ZipStream()
    const content = Uint8Array.of(1)
    const pieces = [...numbers(65_600).flatMap((i) => many.file(`${i}`, content)), ...many.end()]
    writeFileSync(join(folder, 'many.zip'), new Uint8Array(await new Blob(pieces).arrayBuffer()))
    const count = execFileSync(
      PYTHON,
      ['-c', "import zipfile; z = zipfile.ZipFile('many.zip'); print(len(z.namelist()), z.read('65599'))"],
      { cwd: folder, encoding: 'utf8' },
    )
    expect(count.trim()).toBe("65600 b'\\x01'")
    // What stands before it is not there; the directory alone says where it would be.
    const far = new ZipStream(5e9)
    far.file('far.jpg', content)
    const directory = new Uint8Array(await new Blob([...far.end()]).arrayBuffer())
    const view = new DataView(directory.buffer)
    const offset = view.getBigUint64(46 + 'far.jpg'.length + 4, true)
    expect([view.getUint32(42, true), offset]).toEqual([0xffffffff, 5_000_000_000n])
    expect(view.getBigUint64(directory.length - 22 - 20 - 56 + 48, true)).toBe(5_000_000_038n)
  })
})

describe('metadata.csv', () => {
  test('beside the same pictures gives the same labels, splits and groups again, whatever classes are called', async () => {
    const files = () => numbers(40).map((i) => item(`pets/all/${i % 2 ? 'one' : 'two'}/${i}.jpg`))
    const base = await index(files())
    const names = ['=1+1', '-dog', "'quoted", 'a;b', 'a, b', 'two\nlines', '"', 'x|y', 'x']
    const dataset = edited(
      base,
      ...names.map((className, n) => ({ kind: 'relabel', ids: numbers(40).filter((i) => i % names.length === n), className }) as const),
      { kind: 'leave-out', ids: [3] },
      { kind: 'move', ids: [4], split: 'test' },
    )
    const csv = new TextEncoder().encode(metadataCsv(dataset))
    for (const name of ['pets/metadata.csv', 'pets/all/metadata.csv']) {
      const again = await index([...files(), item(name, csv)])
      expect(again.layout).toBe('table')
      expect(again.classes).toEqual(dataset.classes)
      expect((await taken(again)).outcome.fingerprint).toBe((await taken(dataset)).outcome.fingerprint)
    }
  })

  test('has every picture by its path, with what was changed, what stays together and what was left out', async () => {
    const base = await index([
      ...numbers(6).flatMap((i) => [item(`pets/all/cat/0000${i}.hold-${i >> 1}.jpg`), item(`pets/all/=dog/${i}.jpg`)]),
      ...numbers(6).map((i) => item(`pets/all/masks/${i}.png`)),
    ])
    const dataset = edited(base, { kind: 'leave-out', ids: [0] }, { kind: 'rename-class', from: '=dog', to: 'dog, small' })
    const rows = metadataCsv(dataset).trimEnd().split('\n')
    expect(rows[0]).toBe('file_name,label,split,group,left_out')
    const left = dataset.samples[0]!.path.replace('pets/all/', '')
    expect(rows.filter((row) => row.endsWith(',by-hand'))).toEqual([expect.stringContaining(`${left.startsWith('=') ? './' : ''}${left},`)])
    expect(rows.filter((row) => row.startsWith('./=dog/'))).toHaveLength(6)
    expect(
      rows.filter((row) => row.startsWith('./=dog/') && !row.includes('by-hand')).every((row) => /,"dog, small",(train|val),,$/.test(row)),
    ).toBe(true)
    expect(rows.find((row) => row.startsWith('cat/00005'))).toMatch(/,cat,(train|val),cat\/00004\.hold-2\.jpg,$/)
    expect(rows).toHaveLength(1 + dataset.samples.length + dataset.skipped.filter(({ reason }) => reason === 'mask').length)
  })
})
