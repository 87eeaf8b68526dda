/** What a dataset is known by: what is read as pictures, and the labels that a table gives them; what was kept before is found all the same. */
import { expect, test } from 'vitest'
import { problemOf } from '../../protocol/problem'
import { sameClasses, samePictures } from '../../protocol/samePictures'
import { datasetOf, splitOf } from '../../trainer/runs/recorded'
import { DatasetCare } from '../health/care'
import { testStoreOfCare } from '../health/testing'
import { expand } from '../layouts/fixtures/expand'
import type { Dataset } from './dataset'
import { index, item, jpegLike } from './testing'

const text = (path: string, content: string) => item(path, new TextEncoder().encode(content))
const pictures = (...patterns: string[]) => patterns.flatMap(expand).map((path) => item(path))
const recordOf = (dataset: Dataset) => ({
  name: 'run 1',
  classes: dataset.classes,
  dataset: { fingerprint: dataset.fingerprint, pictures: dataset.pictures, name: dataset.name },
  ...splitOf(dataset),
})
/** As versions before `pictures` kept it. */
const early = ({ dataset: { fingerprint, name }, ...rest }: ReturnType<typeof recordOf>) => ({ ...rest, dataset: { fingerprint, name } })
const codeOf = (read: () => unknown): string | null => {
  try {
    read()
    return null
  } catch (thrown) {
    return problemOf(thrown).code
  }
}

const SYNSETS = ['tiny/train/{n01443537,n01629819}/images/n01443537_{0..9}.JPEG', 'tiny/test/images/test_{0..3}.JPEG']
const WORDS = text('tiny/words.txt', 'n01443537\tgoldfish\nn01629819\tsalamander\n')

test('runs from before names came from a file go on, under the names that they learned', async () => {
  const before = await index(pictures(...SYNSETS))
  const after = await index([...pictures(...SYNSETS), WORDS])
  expect([before.classes, after.classes]).toEqual([
    ['n01443537', 'n01629819'],
    ['goldfish', 'salamander'],
  ])
  expect(after.fingerprint).not.toBe(before.fingerprint)
  for (const record of [recordOf(before), early(recordOf(before))]) {
    expect(samePictures(record.dataset, after)).toBe(true)
    expect(datasetOf(record, after).classes).toEqual(before.classes)
  }
  // And the other way, the file taken away again.
  expect(datasetOf(recordOf(after), before).classes).toEqual(after.classes)
  expect(codeOf(() => datasetOf(early(recordOf(after)), before))).toBe('other-dataset')
})

test('edits from before names came from a file hold, but for those that would bring back a class of another name', async () => {
  const store = testStoreOfCare()
  const split = { seed: 1, valFraction: 0.2 }
  const before = await DatasetCare.of(await index(pictures(...SYNSETS)), split, store)
  await before.edit({ kind: 'leave-out', ids: [before.dataset.samples.find(({ path }) => path.endsWith('01443537_7.JPEG'))!.id] })
  const kept = structuredClone([...store.kept])
  const after = await DatasetCare.of(await index([...pictures(...SYNSETS), WORDS]), split, store)
  expect(after.dataset.samples.filter(({ leftOut }) => leftOut).map(({ path }) => path)).toEqual([
    'tiny/train/n01443537/images/n01443537_7.JPEG',
  ])
  expect(after.changes).toMatchObject({ leftOut: 1, setAside: false })
  await before.edit({ kind: 'relabel', ids: [before.dataset.samples.find(({ label }) => label === 0)!.id], className: 'n01629819' })
  const again = await DatasetCare.of(await index([...pictures(...SYNSETS), WORDS]), split, store)
  expect(again.dataset.classes).toEqual(['goldfish', 'salamander'])
  expect(again.changes).toMatchObject({ leftOut: 1, relabelled: 0, setAside: true })
  // What was kept stays where it is, and edits of now have a place of their own.
  await again.edit({ kind: 'leave-out', ids: [0] })
  expect([...store.kept.keys()]).toEqual([kept[0]![0], again.dataset.fingerprint])
})

test('a run of other classes than a table gives now is refused, one of the same classes goes on by its own labels', async () => {
  const files = () => pictures('p/{a,b}/{1..9}.jpg')
  const rows = (label: (i: number, folder: string) => string) =>
    text(
      'p/labels.csv',
      `file,label\n${['a', 'b'].flatMap((f) => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => `${f}/${i}.jpg,${label(i, f)}\n`)).join('')}`,
    )
  const table = { readAs: { layout: 'table' } } as const
  const folders = await index(files())
  const others = await index([...files(), rows((i) => (i % 2 ? 'odd' : 'even'))], table)
  expect([folders.classes, others.classes]).toEqual([
    ['a', 'b'],
    ['even', 'odd'],
  ])
  expect(samePictures(folders, others)).toBe(true)
  expect(sameClasses(folders.classes, others.classes)).toBe(false)
  expect(codeOf(() => datasetOf(recordOf(folders), others))).toBe('classes-changed')
  expect(codeOf(() => datasetOf(recordOf(others), folders))).toBe('classes-changed')
  // Crossed, they are as many, and no class is one of the others.
  const corrected = await index([...files(), rows((i, folder) => (i === 1 ? 'a' : folder))], table)
  const record = recordOf(folders)
  const goesOn = datasetOf(record, corrected)
  const place = folders.samples.findIndex(({ path }) => path === 'p/b/1.jpg')
  expect([corrected.samples[place]!.label, goesOn.samples[place]!.label]).toEqual([0, 1])
  // Other pictures stay others.
  expect(codeOf(() => datasetOf(record, { ...corrected, fingerprint: '00', pictures: ['11'] }))).toBe('other-dataset')
})

const bytesOf = (head: string, path: string) => Uint8Array.from(`${head}${path}`.padEnd(60 + path.length * 3, '.'), (c) => c.charCodeAt(0))
/** As long as those, but read. */
const readable = (path: string) => item(path, bytesOf('\xff\xd8\xff\xe0', path))

test('files of kinds that are not read change nothing; counted with them, as another browser or an earlier version does, it is known too', async () => {
  const known = expand('{cat,dog}/{1..6}.jpg').map((path, i) => item(path, jpegLike(path.repeat(i + 1))))
  const heic = ['cat/IMG_0001.heic', 'dog/IMG_02.jpg']
  const raw = ['dog/DSC_0003.NEF']
  const odd = [
    ...heic.map((path) => item(path, bytesOf('\0\0\0\x18ftypheic\0\0\0\0', path))),
    ...raw.map((path) => item(path, bytesOf('II*\0', path))),
    // Which nobody ever took for pictures.
    item('dog/drawing.svg', bytesOf('<svg xmlns="x">', 'svg')),
    item('cat/photo.psd', bytesOf('8BPS\0\x01', 'p')),
    item('cat/new.cr3', bytesOf('\0\0\0\x18ftypcrx ', 'new')),
  ]
  const [without, among] = [await index(known), await index([...known, ...odd])]
  expect(among.skipped.map(({ reason }) => reason).sort()).toEqual(['heic', 'heic', 'psd', 'raw', 'raw', 'svg'])
  expect(among.fingerprint).toBe(without.fingerprint)
  expect(without.pictures).toEqual([])
  // An earlier version, and a browser that reads them all.
  const all = await index([...known, ...[...heic, ...raw].map(readable)])
  expect(all.samples).toHaveLength(15)
  expect(among.pictures).toEqual([all.fingerprint])
  expect(samePictures(all, among)).toBe(true)
})
