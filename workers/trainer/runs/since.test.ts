import { expect, test } from 'vitest'
import { type Dataset, resplit } from '../../data/dataset/dataset'
import { index, item } from '../../data/dataset/testing'
import { DatasetCare } from '../../data/health/care'
import { testStoreOfCare } from '../../data/health/testing'
import { DEFAULT_CONFIG } from '../../protocol'
import { splitOf } from './recorded'
import { changedSince, type LearnedFrom } from './since'

const config = { ...DEFAULT_CONFIG, seed: 1, valFraction: 0.2 }
const opened = await index(['cat', 'dog'].flatMap((pet) => Array.from({ length: 20 }, (_, i) => item(`pets/${pet}/${i}.jpg`))))
const runOf = (dataset: Dataset, changes = {}): LearnedFrom => ({
  classes: dataset.classes,
  config: { ...config, ...changes },
  dataset: { fingerprint: dataset.fingerprint, name: 'pets' },
  ...splitOf(dataset),
})

test('what a run does not know of is counted: labels, pictures left out, moved and added, and nothing where nothing changed', async () => {
  const care = await DatasetCare.of(opened, config, testStoreOfCare())
  const run = runOf(care.dataset)
  const none = { relabelled: 0, leftOut: 0, moved: 0, added: 0 }
  expect(changedSince(run, care.dataset)).toEqual(none)
  const other = resplit(care.dataset, 7, 0.5, 0)
  expect(changedSince(runOf(other, { seed: 7, valFraction: 0.5 }), care.dataset), 'of another seed and share').toEqual(none)

  await care.edit({ kind: 'relabel', ids: [0, 1, 2], className: 'dog' })
  expect(changedSince(run, care.dataset)).toEqual({ ...none, relabelled: 3 })
  await care.edit({ kind: 'leave-out', ids: [2, 3] })
  expect(changedSince(run, care.dataset)).toEqual({ ...none, relabelled: 2, leftOut: 2 })
  await care.edit({ kind: 'move', ids: [7], split: care.dataset.samples[7]!.split === 'val' ? 'train' : 'val' })
  const pictures = [{ path: 'new.jpg', className: 'cat', test: false, size: 1, sha256: 'a' }]
  await care.add(pictures, null, [{ kind: 'part', blob: new Blob(['a']), offset: 0, size: 1 }])
  expect(changedSince(run, care.dataset)).toEqual({ relabelled: 2, leftOut: 2, moved: 1, added: 1 })
  for (let i = 0; i < 4; i++) await care.edit({ kind: 'undo' })
  expect(changedSince(run, care.dataset)).toEqual(none)
})

test('a class by another name is no other label; other pictures tell nothing', async () => {
  const care = await DatasetCare.of(opened, config, testStoreOfCare())
  const run = runOf(care.dataset)
  await care.edit({ kind: 'rename-class', from: 'dog', to: 'Dog (all breeds)' })
  expect(changedSince(run, care.dataset)).toMatchObject({ relabelled: 0 })
  expect(changedSince({ ...run, dataset: { fingerprint: 'other', name: 'pets' } }, care.dataset)).toBeNull()
})
