import { expect, test } from 'vitest'
import { STREAM, uniform } from '../random'
import { clustersOf } from './clusters'
import { normalised, principalComponents, type Rows } from './components'
import { layOut } from './layout'
import { neighbourGraph } from './neighbourGraph'

const WIDTH = 64
const GROUPS = 4

/** Rows of four kinds, each around a direction of its own. */
function rowsOf(n: number): Rows {
  const values = Float32Array.from({ length: n * WIDTH }, (_, at) => {
    const [row, k] = [Math.floor(at / WIDTH), at % WIDTH]
    return (k % GROUPS === row % GROUPS ? 2 : 0) + uniform(5, STREAM.map, row, k)
  })
  return { values, width: WIDTH }
}
const kindOf = (row: number) => row % GROUPS

/** The share of each row's five nearest on the map that are of its kind. */
function purity(places: Float32Array): number {
  const { rows } = neighbourGraph({ values: places, width: 2 }, 5, () => {})
  return rows.reduce((sum, other, at) => sum + (kindOf(other) === kindOf(Math.floor(at / 5)) ? 1 : 0), 0) / rows.length
}

test('rows of a kind lie together, within 0..1 with the longer side filled, and a seed always gives the same map', () => {
  const rows = rowsOf(80)
  const told: string[] = []
  const places = layOut(rows, 3, (phase, share) => told.push(`${phase} ${share === 1}`))
  expect(purity(places)).toBeGreaterThan(0.95)
  expect(Math.min(...places)).toBeCloseTo(0, 6)
  expect(Math.max(...places)).toBeCloseTo(1, 6)
  expect(told.at(-1)).toBe('arranging true')
  expect(layOut(rows, 3, () => {})).toEqual(places)
})

test.each([1, 2, 3, 4, 9])('%i rows have places too', (n) => {
  const places = layOut(rowsOf(n), 1, () => {})
  expect(places).toHaveLength(2 * n)
  expect(places.every((value) => value >= -1e-6 && value <= 1 + 1e-6)).toBe(true)
})

test('rows that are all the same have places, and what a listener throws ends the work', () => {
  const same = { values: new Float32Array(20 * WIDTH).fill(1), width: WIDTH }
  expect(layOut(same, 1, () => {}).every(Number.isFinite)).toBe(true)
  expect(() =>
    layOut(same, 1, () => {
      throw new Error('enough')
    }),
  ).toThrow('enough')
})

test('the nearest rows are those of a plain search over all pairs, across blocks', () => {
  const { values } = rowsOf(150)
  const graph = neighbourGraph({ values, width: WIDTH }, 7, () => {})
  const distance = (a: number, b: number) =>
    Math.hypot(...Array.from({ length: WIDTH }, (_, k) => values[a * WIDTH + k]! - values[b * WIDTH + k]!))
  for (const row of [0, 63, 64, 149]) {
    const others = Array.from({ length: 150 }, (_, i) => i).filter((i) => i !== row)
    const nearest = others.sort((a, b) => distance(row, a) - distance(row, b)).slice(0, 7)
    expect(Array.from(graph.rows.subarray(row * 7, row * 7 + 7))).toEqual(nearest)
    expect(graph.distances[row * 7]).toBeCloseTo(distance(row, nearest[0]!), 4)
  }
  expect(() => neighbourGraph({ values, width: WIDTH }, 150, () => {})).toThrow(RangeError)
})

test('principal components keep the distances of rows that differ in few directions', () => {
  const [n, width] = [60, 40]
  // Two directions, along which rows are moved about.
  const values = Float32Array.from({ length: n * width }, (_, at) => {
    const [row, k] = [Math.floor(at / width), at % width]
    return uniform(1, row) * Math.sin(k) + uniform(2, row) * Math.cos(3 * k) + 5
  })
  const few = principalComponents({ values, width }, 2, 1)
  const between = (rows: Rows, a: number, b: number) =>
    Math.hypot(...Array.from({ length: rows.width }, (_, k) => rows.values[a * rows.width + k]! - rows.values[b * rows.width + k]!))
  for (const [a, b] of [
    [0, 1],
    [7, 42],
    [59, 3],
  ] as const)
    expect(between(few, a, b)).toBeCloseTo(between({ values, width }, a, b), 3)
  const unit = normalised({ values: Float32Array.of(3, 4, 0, 0), width: 2 })
  expect(Array.from(unit.values)).toEqual([Math.fround(0.6), Math.fround(0.8), 0, 0])
})

test('groups are those of the rows, by size, and the same for the same seed', () => {
  const rows = principalComponents(normalised(rowsOf(120)), 5, 1)
  const groups = clustersOf(rows, GROUPS, 2)
  for (let row = GROUPS; row < 120; row++) expect(groups[row]).toBe(groups[row - GROUPS])
  expect(new Set(groups).size).toBe(GROUPS)
  expect(clustersOf(rows, GROUPS, 2)).toEqual(groups)
  expect(() => clustersOf(rows, 120, 1)).toThrow(RangeError)
})
