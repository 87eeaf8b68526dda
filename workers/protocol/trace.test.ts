import { expect, test } from 'vitest'
import { Curve } from './trace'

test('stays bounded, in order, and keeps the mean whatever the length', () => {
  for (const steps of [1, 7, 8, 9, 100, 12_345]) {
    const curve = new Curve(8)
    for (let i = 1; i <= steps; i++) curve.add(i, i, 1 / i)
    const points = curve.points()
    expect(points.length).toBeLessThanOrEqual(8)
    expect(points.length).toBeGreaterThanOrEqual(Math.min(steps, 4))
    expect(points.map((point) => point.at)).toEqual(points.map((point) => point.at).toSorted((a, b) => a - b))
    for (const { at, loss } of points) expect(loss).toBeCloseTo(at, 6)
  }
})

test('below its capacity it keeps every step as it is', () => {
  const curve = new Curve(8)
  for (let i = 0; i < 8; i++) curve.add(i, i * i, 0.5)
  expect(curve.points().map((point) => point.loss)).toEqual([0, 1, 4, 9, 16, 25, 36, 49])
})

test('when full, neighbours become their mean', () => {
  const curve = new Curve(4)
  for (const loss of [1, 3, 5, 7, 9, 11]) curve.add(loss, loss, 0)
  expect(curve.points().map((point) => point.loss)).toEqual([2, 6, 10])
})

test('goes on from what was kept as if it had never been interrupted, without the steps that are done again', () => {
  const whole = new Curve()
  const before = new Curve()
  for (let i = 1; i <= 1000; i++) {
    whole.add(i / 100, i, 0)
    if (i <= 640) before.add(i / 100, i, 0)
  }
  const resumed = Curve.from(before.kept())
  for (let i = 641; i <= 1000; i++) resumed.add(i / 100, i, 0)
  expect(resumed.points()).toEqual(whole.points())
  expect(Curve.from(before.kept(), 5).points().at(-1)?.at).toBeLessThanOrEqual(5)
})
