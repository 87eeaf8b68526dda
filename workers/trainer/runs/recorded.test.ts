import { expect, test } from 'vitest'
import { type Dataset, idsOf, resplit } from '../../data/dataset/dataset'
import { index, item, jpegLike } from '../../data/dataset/testing'
import { DatasetCare } from '../../data/health/care'
import type { CareStore } from '../../data/health/record'
import type { Problem } from '../../protocol'
import { datasetOf, splitOf, type UsedPictures } from './recorded'

const nothingKept: CareStore = { read: () => Promise.resolve(undefined), update: () => Promise.resolve() }
const own = ['cat', 'dog', 'fox'].flatMap((pet) => Array.from({ length: 20 }, (_, i) => `${pet}/${i}.jpg`))
const split = { seed: 3, valFraction: 0.2 }
const open = async (root: string, paths = own) =>
  index(
    paths.map((path) => item(root + path, jpegLike(path))),
    split,
  )

test('a run goes on with its own split and labels after edits, and under another folder', async () => {
  const began = resplit(await open('pets/'), split.seed, split.valFraction, 30)
  const record = { name: 'run 1', classes: began.classes, dataset: { fingerprint: began.fingerprint, name: 'pets' }, ...splitOf(began) }
  const care = await DatasetCare.of(await open('elsewhere/my pets/'), split, nothingKept)
  await care.edit({ kind: 'relabel', ids: [0, 1, 2], className: 'dog' })
  await care.edit({ kind: 'rename-class', from: 'fox', to: 'dog' })
  await care.edit({ kind: 'leave-out', ids: Array.from(idsOf(began, 'val')) })
  const goesOn = datasetOf(record, care.dataset)
  for (const role of ['train', 'val'] as const) {
    expect(idsOf(goesOn, role)).toEqual(idsOf(began, role))
    for (const id of idsOf(goesOn, role)) expect(goesOn.samples[id]!.label).toBe(began.samples[id]!.label)
  }
  expect(goesOn.classes).toEqual(['cat', 'dog', 'fox'])
})

test('only a picture that is not there any more stands in the way', async () => {
  const began = await open('pets/')
  const record = { name: 'run 1', classes: began.classes, dataset: { fingerprint: began.fingerprint, name: 'pets' }, ...splitOf(began) }
  expect(() => datasetOf(record, began)).not.toThrow()
  const fewer = { ...(await open('pets/', own.slice(1))), fingerprint: began.fingerprint }
  expect(() => datasetOf(record, fewer)).toThrow(/other-dataset/)
})

async function careOf(root: string): Promise<DatasetCare> {
  const items = ['cat', 'dog'].flatMap((pet) =>
    Array.from({ length: 20 }, (_, i) => {
      const path = `${pet}/${pet}.${i}.jpg`
      return item(`${root}${path}`, jpegLike(path))
    }),
  )
  return DatasetCare.of(await index(items), { seed: 1, valFraction: 0.2 }, nothingKept)
}

/** A run's record as far as it is needed, of the pictures as they are. */
const recordOf = (dataset: Dataset): UsedPictures => ({
  name: 'run 1',
  classes: dataset.classes,
  dataset: { fingerprint: dataset.fingerprint, name: dataset.name },
  ...splitOf(dataset),
})

test('a class renamed, so that the classes change places, and pictures moved: the run is judged as it learned', async () => {
  const care = await careOf('pets/')
  const record = recordOf(care.dataset)
  const learned = idsOf(care.dataset, 'train')
  const judged = idsOf(care.dataset, 'val')
  await care.edit({ kind: 'rename-class', from: 'cat', to: 'zcat' })
  await care.edit({ kind: 'move', ids: [learned[0]!, learned[1]!], split: 'val' })
  await care.edit({ kind: 'relabel', ids: [judged[0]!], className: 'dog' })
  await care.edit({ kind: 'leave-out', ids: [judged[1]!] })
  expect(care.dataset.classes).toEqual(['dog', 'zcat'])

  const dataset = datasetOf(record, care.dataset)
  expect(dataset.classes).toEqual(['cat', 'dog'])
  expect(idsOf(dataset, 'val')).toEqual(judged)
  expect(idsOf(dataset, 'train')).toEqual(learned)
  for (const { path, label, used } of dataset.samples) if (used) expect(label).toBe(path.includes('/cat/') ? 0 : 1)
})

test('pictures that the limit left aside, or that came later to a class, take no part', async () => {
  const care = await careOf('pets/')
  const limited = resplit(care.dataset, 1, 0.2, 10)
  const dataset = datasetOf(recordOf(limited), care.dataset)
  expect(idsOf(dataset, 'train')).toEqual(idsOf(limited, 'train'))
  expect(idsOf(dataset, 'val')).toEqual(idsOf(limited, 'val'))
})

test('the same pictures in other outer folders are found', async () => {
  const record = recordOf((await careOf('pets/')).dataset)
  for (const root of ['', 'all/of/them/']) {
    const { dataset } = await careOf(root)
    expect(dataset.fingerprint).toBe(record.dataset.fingerprint)
    expect(Array.from(idsOf(datasetOf(record, dataset), 'val'))).toEqual(Array.from(idsOf(dataset, 'val')))
  }
})

test('a picture that is gone, or other pictures: refused', async () => {
  const { dataset } = await careOf('pets/')
  const record = recordOf(dataset)
  const codeOf = (used: UsedPictures) => {
    try {
      datasetOf(used, dataset)
      return null
    } catch (thrown) {
      return (thrown as Problem).code
    }
  }
  expect(codeOf({ ...record, split: { ...record.split, val: [...record.split.val, 'pets/cat/none.jpg'] } })).toBe('other-dataset')
  expect(codeOf({ ...record, dataset: { ...record.dataset, fingerprint: '00' } })).toBe('other-dataset')
})
