import { expect, test } from 'vitest'
import { summarize } from './summary'
import { index, item, jpegLike } from './testing'

/** Pictures of one size each, as those without compression are; two are the same only where their text is. */
const flat = (path: string, text = path) => item(path, jpegLike(text.padEnd(60, '_')))
const paths = (folders: readonly string[], count: number) =>
  folders.flatMap((folder) => Array.from({ length: count }, (_, i) => `${folder}/${i + 1}.jpg`))

test('splits, and classes of the same inner folders, whose pictures have the same names and sizes, are no copies of one another', async () => {
  const splits = ['train', 'val', 'test'].flatMap((split) => [`${split}/cat`, `${split}/dog`])
  const read = summarize(await index(paths(splits, 5).map((path) => flat(path))))
  expect(read).toMatchObject({ counts: { train: 10, val: 10, test: 10 }, skipped: { counts: {} } })
  const classes = ['benign/fold1', 'benign/fold2', 'malignant/fold1', 'malignant/fold2']
  expect(summarize(await index(paths(classes, 5).map((path) => flat(path)))).classes.map(({ name }) => name)).toEqual([
    'benign',
    'malignant',
  ])
})

test('a download that holds itself once more is taken once, and the rest is said', async () => {
  const own = paths(['cells/Parasitized', 'cells/Uninfected'], 5)
  const items = [...own.map((path) => flat(path)), ...own.map((path) => flat(path.replace('cells/', 'cells/cells/'), path))]
  const found = summarize(await index(items))
  expect(found).toMatchObject({ counts: { train: 8, val: 2, test: 0 }, skipped: { counts: { copy: 10 } } })
  expect(found.skipped.examples[0]?.path).toBe('cells/cells/Parasitized/1.jpg')
})

test('masks beside their pictures are left out; a class that is called mask is one', async () => {
  const xray = paths(['COVID/images', 'COVID/masks', 'Normal/images', 'Normal/masks'], 4)
  expect(summarize(await index(xray.map((path) => flat(path))))).toMatchObject({ skipped: { counts: { mask: 8 } } })
  const faces = summarize(await index(paths(['mask', 'no mask'], 4).map((path) => flat(path))))
  expect(faces.classes.map(({ name }) => name)).toEqual(['mask', 'no mask'])
  expect(faces.skipped.counts).toEqual({})
})
