import { describe, expect, it } from 'vitest'
import { averagePrecision, precisionRecallCurve, rocAuc, rocCurve, thinned } from './curves'
import { difference, SETS, TOLERANCE } from './fixtures/sklearn'
import { oneVsRest } from './probabilities'

describe('ROC and precision-recall curves', () => {
  it.each(SETS.map((set, i) => ({ i, set })))('equal scikit-learn on set $i', ({ set }) => {
    set.perClass.forEach((expected, c) => {
      const { positives, scores } = oneVsRest(set.labels, set.probabilities, set.classes, c)
      const roc = rocCurve(positives, scores)
      expect(difference(roc.fpr, expected.fpr)).toBeLessThan(TOLERANCE)
      expect(difference(roc.tpr, expected.tpr)).toBeLessThan(TOLERANCE)
      expect(difference(roc.thresholds.slice(1), expected.rocThresholds)).toBeLessThan(TOLERANCE)
      expect(difference([rocAuc(roc)], [expected.auc])).toBeLessThan(TOLERANCE)
      const pr = precisionRecallCurve(positives, scores)
      expect(difference(pr.precision, expected.precision)).toBeLessThan(TOLERANCE)
      expect(difference(pr.recall, expected.recall)).toBeLessThan(TOLERANCE)
      expect(difference(pr.thresholds, expected.prThresholds)).toBeLessThan(TOLERANCE)
      expect(difference([averagePrecision(pr)], [expected.ap])).toBeLessThan(TOLERANCE)
    })
  })

  it('thins long curves, keeping both ends', () => {
    expect(thinned(3, 10)).toEqual([0, 1, 2])
    expect(thinned(1001, 5)).toEqual([0, 250, 500, 750, 1000])
  })
})
