import { expect, test } from 'vitest'
import { inReadingOrder } from '../../protocol/order'
import { index, item } from '../dataset/testing'
import { queryIds } from './query'

test('the grid has its classes in the order of every list of them: 1, 2, 10', async () => {
  const names = ['species 1', 'species 10', 'species 2', 'Zebra', 'ape']
  const dataset = await index(names.flatMap((name) => [0, 1, 2].map((i) => item(`zoo/${name}/${i}.jpg`))))
  const shown = Array.from(queryIds(dataset, {}), (id) => dataset.classes[dataset.samples[id]!.label]!)
  expect([...new Set(shown)]).toEqual(inReadingOrder(names))
  expect([...new Set(shown)].slice(-3)).toEqual(['species 2', 'species 10', 'Zebra'])
  expect(Array.from(queryIds(dataset, { ids: [4, 0, 9] })), 'of a given list its own').toEqual([4, 0, 9])
})
