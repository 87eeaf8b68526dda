import { expect, test } from 'vitest'
import { mostMixed } from '../../workers/protocol'
import { cellAt, heatCells, isEachOnce, ticksOf } from './heat'

const COUNTS = { classes: 1000, cells: [0, 0, 8, 0, 999, 2, 1, 0, 1, 1, 1, 3] }

test('of a million cells only those that hold anything are drawn, by their share of the row or column', () => {
  expect(heatCells(COUNTS, 'row').map(({ share }) => share)).toEqual([0.8, 0.2, 0.25, 0.75])
  expect(heatCells(COUNTS, 'column').map(({ share }) => share)).toEqual([8 / 9, 1, 1 / 9, 1])
  expect(mostMixed(heatCells(COUNTS, 'count'))[0]).toMatchObject({ actual: 0, predicted: 999, count: 2 })
})

test('pairs that were mixed up once each are not those mixed up most often', () => {
  const pairs = (...counts: readonly number[]) => counts.map((count) => ({ count }))
  expect([pairs(1, 1, 1), pairs(2, 1), pairs(1), []].map(isEachOnce)).toEqual([true, false, false, false])
})

test('a point is in the cell that is drawn there', () => {
  expect(cellAt(0, 0, 600, 1000)).toEqual({ actual: 0, predicted: 0 })
  expect(cellAt(599.9, 300, 600, 1000)).toEqual({ actual: 500, predicted: 999 })
  expect(cellAt(600, -1, 600, 15)).toEqual({ actual: 0, predicted: 14 })
})

test('ticks count classes from one, by tens, from the first to the last, never two side by side', () => {
  expect(ticksOf(120).map((i) => i + 1)).toEqual([1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120])
  expect(ticksOf(15).map((i) => i + 1)).toEqual([1, 10, 15])
  expect(ticksOf(37).map((i) => i + 1)).toEqual([1, 10, 20, 30, 37])
  expect(
    ticksOf(122)
      .map((i) => i + 1)
      .slice(-2),
  ).toEqual([110, 122])
  expect(ticksOf(1000).map((i) => i + 1)).toEqual([1, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000])
})
