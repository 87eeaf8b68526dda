import { expect, test } from 'vitest'
import { fakeEpoch } from '../testing/fakeTrainer'
import { numbersOf } from '../ui/numbers'
import { axisOf, epochRows, epochTicks, formatMetric, formatTick, valueTicks } from './chartData'

const at = (loss: number, accuracy = 0.5) => ({ at: 1, loss, accuracy })

test('a row per epoch between those that hold the axis open', () => {
  const rows = epochRows([fakeEpoch(1, 15, 0.6, true), fakeEpoch(2, 18, 0.4, true)], 'loss', 5)
  expect(rows.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 5])
  expect(rows.flatMap(({ val }) => val ?? [])).toEqual([0.6, 0.4])
})

test('axes end at round figures that hold everything, of steps and of validations', () => {
  expect([0, 0.07, 0.7, 1.2, 5.3, 84].map((loss) => axisOf('loss', [at(loss)], []).high)).toEqual([0.1, 0.1, 0.8, 1.5, 6, 100])
  expect([0, 0.43, 0.86, 1].map((accuracy) => axisOf('accuracy', [at(1, accuracy)], []))).toEqual(
    [0, 0.4, 0.8, 0.9].map((low) => ({ low, high: 1, logarithmic: false })),
  )
  expect(axisOf('loss', [at(0.3)], [fakeEpoch(1, 15, 0.9, true)])).toEqual({ low: 0, high: 1, logarithmic: false })
  expect(axisOf('loss', [at(Number.NaN)], [])).toEqual({ low: 0, high: 0.1, logarithmic: false })
})

test('losses out of all proportion are drawn on powers of ten, where the others can still be read', () => {
  const diverged = [0.7, 0.69, 3, 8494, 7.5e29].map((loss) => at(loss))
  const axis = axisOf('loss', diverged, [fakeEpoch(1, 15, 0.7, true)])
  expect(axis).toEqual({ low: 0.1, high: 1e30, logarithmic: true })
  expect(valueTicks(axis).map((tick) => formatTick(numbersOf('en'), 'loss', axis, tick))).toEqual(['0.1', '1e6', '1e13', '1e20', '1e27'])
  expect(axisOf('loss', [at(3), at(2), at(0.004)], []).logarithmic, 'a run that learnt its pictures by heart').toBe(false)
  expect(axisOf('loss', [at(0), at(900)], []), 'a loss of nothing has a place too').toMatchObject({ low: 1e-6, logarithmic: true })
  expect(formatMetric(numbersOf('en'), 'loss', 7.5e29)).toBe('7.5e29')
})

test('values get about five round ticks that reach both ends', () => {
  const ticks = (low: number, high: number) => valueTicks({ low, high, logarithmic: false })
  expect(ticks(0, 0.8)).toEqual([0, 0.2, 0.4, 0.6, 0.8])
  expect(ticks(0.4, 1)).toEqual([0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
  expect(ticks(0.9, 1)).toEqual([0.9, 0.92, 0.94, 0.96, 0.98, 1])
  expect(ticks(0, 6)).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(ticks(0, 9000)).toEqual([0, 2000, 4000, 6000, 8000])
})

test('ticks are whole epochs', () => {
  expect(epochTicks(3)).toEqual([0, 1, 2, 3])
  expect(epochTicks(25)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24])
})
