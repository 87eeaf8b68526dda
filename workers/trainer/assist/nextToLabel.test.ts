import { expect, test } from 'vitest'
import { uniform } from '../../random'
import { clustersOf } from './clusters'
import { nextToLabel } from './nextToLabel'

const WIDTH = 8
const breathe = () => undefined
const KEYS = [3, 9]

/** `kinds` directions, each with as many rows around it as `sizes` says. */
function around(sizes: readonly number[]) {
  const kinds = sizes.flatMap((size, kind) => new Array<number>(size).fill(kind))
  const values = Float32Array.from({ length: kinds.length * WIDTH }, (_, at) => {
    const [i, k] = [Math.floor(at / WIDTH), at % WIDTH]
    return (k === kinds[i] ? 3 : 0) + 0.3 * uniform(1, i, k)
  })
  return { features: { values, width: WIDTH }, kinds, rows: kinds.map((_, i) => i) }
}

test('clusters are the kinds of pictures, the same for the same keys', async () => {
  const { features, kinds, rows } = around([30, 20, 10])
  const once = await clustersOf({ features, rows, count: 3, keys: KEYS, breathe })
  expect(new Set(kinds.map((kind, i) => `${kind} ${once.of[i]}`)).size).toBe(3)
  expect(await clustersOf({ features, rows, count: 3, keys: KEYS, breathe })).toEqual(once)
  expect(Math.max(...once.distances)).toBeLessThan(0.1)
})

test('of pictures that are all the same there is one cluster, and of none none', async () => {
  const features = { values: new Float32Array(10 * WIDTH).fill(2), width: WIDTH }
  const rows = Array.from({ length: 10 }, (_, i) => i)
  expect((await clustersOf({ features, rows, count: 4, keys: KEYS, breathe })).count).toBe(1)
  expect((await clustersOf({ features, rows: [], count: 4, keys: KEYS, breathe })).count).toBe(0)
})

test('those asked for are unsure ones of every kind, however many of one kind are the least sure', async () => {
  const { features, kinds, rows } = around([12, 4, 4, 40])
  // Of the first kind nothing is known, of two small ones little; the last is answered surely.
  const margins = kinds.map((kind, i) => [0.01, 0.2, 0.2, 0.95][kind]! + 0.001 * uniform(2, i))
  const more = await nextToLabel({ features, rows, margins, count: 4, keys: KEYS, breathe })
  expect(new Set(more.map((row) => kinds[row]))).toEqual(new Set([0, 1, 2]))
  expect(new Set(more).size).toBe(more.length)
  const lead = more.map((row) => margins[row]!)
  expect(lead).toEqual(lead.toSorted((a, b) => a - b))
})

test('where nobody answers one of every kind is asked for, of the largest first', async () => {
  const { features, kinds, rows } = around([10, 30, 20])
  const next = await nextToLabel({ features, rows, margins: null, count: 3, keys: KEYS, breathe })
  expect(next.map((row) => kinds[row])).toEqual([1, 2, 0])
})
