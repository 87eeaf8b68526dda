import { expect, test } from 'vitest'
import { drawnOf, meanOf } from './drawn'

test('up to twelve curves are drawn, of more the chosen one and the worst, without those that are none', () => {
  const areas = (count: number) => Array.from({ length: count }, (_, i) => 1 - i / count)
  expect(drawnOf(areas(12), 3)).toHaveLength(12)
  expect(drawnOf(areas(120), 3)).toEqual([3, 119, 118, 117, 116])
  expect(drawnOf([...areas(119), Number.NaN], 118)).toEqual([118, 117, 116, 115, 114])
})

test('the mean goes through the middle of two curves, and is none of a class without pictures', () => {
  const perfect = { x: [0, 0, 1], y: [0, 1, 1] }
  const guessing = { x: [0, 1], y: [0, 1] }
  const none = { x: [0, 1], y: [Number.NaN, Number.NaN] }
  const { x, y } = meanOf([perfect, guessing, none])
  expect([x[0], x[25], x[50]]).toEqual([0, 0.5, 1])
  expect([y[0], y[25], y[50]]).toEqual([0.5, 0.75, 1])
  const step = { x: [1, 0, 0], y: [0.1, 0, 1] }
  expect(meanOf([step]).y[25], 'a step is no slope').toBeCloseTo(0.05)
})
