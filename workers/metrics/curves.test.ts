import { describe, expect, it } from 'vitest'
import { averagePrecision, macro, precisionRecallCurve, rocAuc, rocCurve, thinned } from './curves'
import { difference, SETS, TOLERANCE } from './fixtures/sklearn'
import { oneVsRest } from './probabilities'

describe('ROC and precision-recall curves', () => {
  it.each(SETS.map((set, i) => ({ i, set })))('equal scikit-learn on set $i', ({ set }) => {
    const aucs = set.perClass.map((expected, c) => {
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
      return rocAuc(roc)
    })
    if (set.macroAuc !== null) expect(Math.abs(macro(aucs) - set.macroAuc)).toBeLessThan(TOLERANCE)
  })

  it('averages over the classes that have a value', () => {
    expect(macro([0.5, Number.NaN, 1])).toBe(0.75)
    expect(macro([Number.NaN])).toBeNaN()
  })

  it('thins long curves, keeping both ends', () => {
    expect(thinned(3, 10)).toEqual([0, 1, 2])
    expect(thinned(1001, 5)).toEqual([0, 250, 500, 750, 1000])
  })
})
