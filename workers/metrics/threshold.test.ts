import { describe, expect, it } from 'vitest'
import { argmaxRows } from './confusion'
import { SETS, TOLERANCE } from './fixtures/sklearn'
import { oneVsRest } from './probabilities'
import { predictAtThreshold, thresholdSweep } from './threshold'

describe('decision threshold', () => {
  it.each(SETS.map((set, i) => ({ i, set })))('counts and F1 equal scikit-learn on set $i', ({ set }) => {
    set.perClass.forEach(({ sweep }, c) => {
      const { positives, scores } = oneVsRest(set.labels, set.probabilities, set.classes, c)
      const points = thresholdSweep(
        positives,
        scores,
        sweep.map((row) => row[0]!),
      )
      points.forEach((point, i) => {
        const [, tn, fp, fn, tp, f1] = sweep[i]!
        expect([point.trueNegatives, point.falsePositives, point.falseNegatives, point.truePositives]).toEqual([tn, fp, fn, tp])
        expect(Math.abs(point.f1 - f1!)).toBeLessThan(TOLERANCE)
        expect(point.accuracy).toBeCloseTo((tp! + tn!) / set.labels.length, 12)
      })
    })
  })

  it('at one half of two classes is the likeliest class', () => {
    const p = [0.6, 0.4, 0.1, 0.9]
    expect([...predictAtThreshold(p, 2, 1, 0.5)]).toEqual([...argmaxRows(p, 2)])
  })

  it('elsewhere takes the likeliest of the others', () => {
    const p = [0.5, 0.2, 0.3, 0.5, 0.3, 0.2]
    expect([...predictAtThreshold(p, 3, 0, 0.6)]).toEqual([2, 1])
    expect([...predictAtThreshold(p, 3, 0, 0.5)]).toEqual([0, 0])
    expect([...predictAtThreshold(p, 3, 2, 0.25)]).toEqual([2, 0])
  })
})
