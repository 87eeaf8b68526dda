import { describe, expect, it } from 'vitest'
import { SETS, TOLERANCE } from './fixtures/sklearn'
import { oneVsRest } from './probabilities'
import { thresholdSweep } from './threshold'

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
})
