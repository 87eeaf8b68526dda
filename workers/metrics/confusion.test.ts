import { describe, expect, it } from 'vitest'
import { accuracy, argmaxRows, classScores, confusionMatrix, normalised } from './confusion'
import { difference, SETS, TOLERANCE } from './fixtures/sklearn'

describe('confusion matrix and scores', () => {
  it('has 50 sets to compare with, absent classes and ties among them', () => {
    expect(SETS).toHaveLength(50)
    expect(SETS.filter((s) => s.support.includes(0)).length).toBeGreaterThan(5)
    expect(SETS.filter((s) => new Set(s.counts).size < s.counts.length / 2).length).toBeGreaterThan(5)
  })

  it.each(SETS.map((set, i) => ({ i, set })))('equals scikit-learn on set $i', ({ set }) => {
    const confusion = confusionMatrix(set.labels, argmaxRows(set.probabilities, set.classes), set.classes)
    expect(confusion).toEqual(set.confusion)
    const scores = classScores(confusion, [])
    for (const key of ['precision', 'recall', 'f1', 'support'] as const) {
      expect(
        difference(
          scores.map((s) => s[key]),
          set[key],
        ),
      ).toBeLessThan(TOLERANCE)
    }
    expect(Math.abs(accuracy(confusion) - set.accuracy)).toBeLessThan(TOLERANCE)
  })

  it('takes the first of equal values', () => {
    expect([...argmaxRows([0.5, 0.5, 0.2, 0.4, 0.4, 0.2], 3)]).toEqual([0, 0])
  })

  it('refuses a label that is no class and lists of different lengths', () => {
    expect(() => confusionMatrix([2], [0], 2)).toThrow(/not one of 2 classes/)
    expect(() => confusionMatrix([0], [-1], 2)).toThrow(RangeError)
    expect(() => confusionMatrix([0, 1], [0], 2)).toThrow(/2 labels but 1/)
  })

  it('gives shares by row and by column, empty ones 0', () => {
    const matrix = [
      [3, 1],
      [0, 0],
    ]
    expect(normalised(matrix, 'row')).toEqual([
      [0.75, 0.25],
      [0, 0],
    ])
    expect(normalised(matrix, 'column')).toEqual([
      [1, 1],
      [0, 0],
    ])
  })
})
