import { expect, test } from 'vitest'
import { type CareStore, DatasetCare } from '../../data/care'
import { type Dataset, idsOf, resplit } from '../../data/dataset'
import { index, item, jpegLike } from '../../data/testing'
import type { Problem } from '../../protocol'
import { asTrained, type UsedPictures } from './asTrained'

const nowhere: CareStore = { read: () => Promise.resolve(undefined), write: () => Promise.resolve() }
const options = { seed: 1, valFraction: 0.2 }

async function careOf(root: string): Promise<DatasetCare> {
  const items = ['cat', 'dog'].flatMap((pet) =>
    Array.from({ length: 20 }, (_, i) => {
      const path = `${pet}/${pet}.${i}.jpg`
      return item(`${root}${path}`, jpegLike(path))
    }),
  )
  return DatasetCare.of(await index(items), options, nowhere)
}

/** A run's record as far as it is needed, of the pictures as they are. */
function recordOf(dataset: Dataset): UsedPictures {
  const of = (split: 'train' | 'val') => Array.from(idsOf(dataset, split), (id) => dataset.samples[id]!)
  const [train, val] = [of('train'), of('val')]
  return {
    name: 'run 1',
    classes: dataset.classes,
    dataset: { fingerprint: dataset.fingerprint, name: dataset.name },
    split: { train: train.map(({ path }) => path), val: val.map(({ path }) => path) },
    labels: [...train, ...val].map(({ label }) => label),
  }
}

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

  const dataset = asTrained(record, care.dataset)
  expect(dataset.classes).toEqual(['cat', 'dog'])
  expect(idsOf(dataset, 'val')).toEqual(judged)
  expect(idsOf(dataset, 'train')).toEqual(learned)
  for (const { path, label, used } of dataset.samples) if (used) expect(label).toBe(path.includes('/cat/') ? 0 : 1)
})

test('pictures that the limit left aside, or that came later to a class, take no part', async () => {
  const care = await careOf('pets/')
  const limited = resplit(care.dataset, 1, 0.2, 10)
  const dataset = asTrained(recordOf(limited), care.dataset)
  expect(idsOf(dataset, 'train')).toEqual(idsOf(limited, 'train'))
  expect(idsOf(dataset, 'val')).toEqual(idsOf(limited, 'val'))
})

test('the same pictures in other outer folders are found', async () => {
  const record = recordOf((await careOf('pets/')).dataset)
  for (const root of ['', 'all/of/them/']) {
    const { dataset } = await careOf(root)
    expect(dataset.fingerprint).toBe(record.dataset.fingerprint)
    expect(Array.from(idsOf(asTrained(record, dataset), 'val'))).toEqual(Array.from(idsOf(dataset, 'val')))
  }
})

test('a picture that is gone, or other pictures: refused', async () => {
  const { dataset } = await careOf('pets/')
  const record = recordOf(dataset)
  const codeOf = (used: UsedPictures) => {
    try {
      asTrained(used, dataset)
      return null
    } catch (thrown) {
      return (thrown as Problem).code
    }
  }
  expect(codeOf({ ...record, split: { ...record.split, val: [...record.split.val, 'pets/cat/none.jpg'] } })).toBe('other-dataset')
  expect(codeOf({ ...record, dataset: { ...record.dataset, fingerprint: '00' } })).toBe('other-dataset')
})
