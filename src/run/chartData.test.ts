import { expect, test } from 'vitest'
import { fakeEpoch } from '../testing/fakeTrainer'
import { axisOf, epochRows, epochTicks, valueTicks } from './chartData'

const at = (loss: number, accuracy = 0.5) => ({ at: 1, loss, accuracy })

test('a row per epoch between those that hold the axis open', () => {
  const rows = epochRows([fakeEpoch(1, 15, 0.6, true), fakeEpoch(2, 18, 0.4, true)], 'loss', 5)
  expect(rows.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 5])
  expect(rows.flatMap(({ val }) => val ?? [])).toEqual([0.6, 0.4])
})

test('axes end at round figures that hold everything, of steps and of validations', () => {
  expect([0, 0.07, 0.7, 1.2, 5.3].map((loss) => axisOf('loss', [at(loss)], [])[1])).toEqual([0.1, 0.1, 0.8, 1.5, 6])
  expect([0, 0.43, 0.86, 1].map((accuracy) => axisOf('accuracy', [at(1, accuracy)], []))).toEqual([
    [0, 1],
    [0.4, 1],
    [0.8, 1],
    [0.9, 1],
  ])
  expect(axisOf('loss', [at(0.3)], [fakeEpoch(1, 15, 0.9, true)])).toEqual([0, 1])
  expect(axisOf('loss', [at(Number.NaN)], [])).toEqual([0, 0.1])
})

test('values get about five round ticks that reach both ends', () => {
  expect(valueTicks(0, 0.8)).toEqual([0, 0.2, 0.4, 0.6, 0.8])
  expect(valueTicks(0.4, 1)).toEqual([0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
  expect(valueTicks(0.9, 1)).toEqual([0.9, 0.92, 0.94, 0.96, 0.98, 1])
  expect(valueTicks(0, 6)).toEqual([0, 1, 2, 3, 4, 5, 6])
})

test('ticks are whole epochs', () => {
  expect(epochTicks(3)).toEqual([0, 1, 2, 3])
  expect(epochTicks(25)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24])
})
