import { expect, test } from 'vitest'
import { type CareStore, DatasetCare } from '../../data/care'
import { idsOf, resplit } from '../../data/dataset'
import { index, item } from '../../data/testing'
import { datasetOf, splitOf } from './recorded'

const nothingKept: CareStore = { read: () => Promise.resolve(undefined), write: () => Promise.resolve() }
const own = ['cat', 'dog', 'fox'].flatMap((pet) => Array.from({ length: 20 }, (_, i) => `${pet}/${i}.jpg`))
const split = { seed: 3, valFraction: 0.2 }
const open = async (root: string, paths = own) =>
  index(
    paths.map((path) => item(root + path)),
    split,
  )

test('a run goes on with its own split and labels after edits, and under another folder', async () => {
  const began = resplit(await open('pets/'), split.seed, split.valFraction, 30)
  const record = { name: 'run 1', classes: began.classes, dataset: { fingerprint: '', name: 'pets' }, ...splitOf(began) }
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
  const record = { name: 'run 1', classes: began.classes, dataset: { fingerprint: '', name: 'pets' }, ...splitOf(began) }
  expect(() => datasetOf(record, began)).not.toThrow()
  const fewer = await open('pets/', own.slice(1))
  expect(() => datasetOf(record, fewer)).toThrow(/other-dataset/)
})
