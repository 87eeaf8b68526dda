import { expect, test } from 'vitest'
import { STREAM, uniform } from '../../random'
import { type ToCompare, weakSpotsOf } from './weakSpots'

const N = 300
const rows = Array.from({ length: N }, (_, row) => row)
const draw = (what: number, row: number) => uniform(11, STREAM.sample, what, row)

/** Pictures whose traits are drawn; `isWrong` says which are answered wrong. */
function pictures(
  isWrong: (row: number, traits: ToCompare['traits']) => boolean,
  alike: ArrayLike<number> = rows.map((row) => row % 6),
): ToCompare {
  const of = (what: number) => rows.map((row) => draw(what, row))
  const traits = { brightness: of(1), contrast: of(2), sharpness: of(3), size: of(4), shape: of(5) }
  const labels = rows.map((row) => row % 2)
  return {
    ids: rows.map((row) => 1000 + row),
    labels,
    predicted: labels.map((label, row) => (isWrong(row, traits) ? 1 - label : label)),
    classes: ['cat', 'dog'],
    traits,
    alike,
  }
}

test('dark pictures that are wrong more often than the others are told, with figures, the wrong ones first', () => {
  const given = pictures((row, { brightness }) => draw(6, row) < (brightness[row]! < 0.2 ? 0.5 : 0.05))
  const { spots, compared, pictures: n } = weakSpotsOf(given)
  expect({ n, compared }).toEqual({ n: N, compared: 16 })
  expect(spots.map(({ group }) => group)).toEqual([{ kind: 'trait', trait: 'brightness', end: 'low' }])
  const [{ ids, wrong, others, p, mostly }] = spots as [(typeof spots)[number]]
  expect(ids).toHaveLength(60)
  expect(wrong / ids.length).toBeGreaterThan(0.35)
  expect(others.pictures).toBe(240)
  expect(p).toBeLessThan(0.001)
  const isWrong = (id: number) => given.labels[id - 1000] !== given.predicted[id - 1000]
  expect(ids.map(isWrong)).toEqual(ids.map((_, i) => i < wrong))
  expect(mostly.pictures).toBeGreaterThan(wrong / 3)
})

test('pictures that are alike are told, and what sets them apart where something does', () => {
  const alike = rows.map((row) => (row < 50 ? 0 : 1 + (row % 5)))
  const given = pictures((row) => draw(6, row) < (row < 50 ? 0.5 : 0.05), alike)
  const small = { ...given, traits: { ...given.traits, size: rows.map((row) => (row < 50 ? 0.35 * draw(4, row) : draw(4, row))) } }
  const told = weakSpotsOf(small).spots.find(({ group }) => group.kind === 'alike')!
  expect([...told.ids].sort((a, b) => a - b)).toEqual(rows.slice(0, 50).map((row) => 1000 + row))
  expect(told.apart).toEqual([{ trait: 'size', end: 'low' }])
})

test('where mistakes fall by chance nothing is told: in 200 datasets no more often than the level says', () => {
  let told = 0
  for (let set = 0; set < 200; set++) if (weakSpotsOf(pictures((row) => draw(100 + set, row) < 0.1)).spots.length > 0) told++
  expect(told).toBeLessThanOrEqual(10)
})

test('few pictures, or a trait that all have alike, give no groups', () => {
  const given = pictures(() => true)
  const few = { ...given, ids: rows.slice(0, 30), alike: null }
  expect(weakSpotsOf(few)).toMatchObject({ spots: [], compared: 0, pictures: 30 })
  const same = rows.map(() => 1)
  const flat = { ...given, traits: { brightness: same, contrast: same, sharpness: same, size: same, shape: same }, alike: null }
  expect(weakSpotsOf(flat).compared).toBe(0)
})
