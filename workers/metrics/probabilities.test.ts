import { describe, expect, it } from 'vitest'
import { SETS, TOLERANCE } from './fixtures/sklearn'
import { brierScoreAll, crossEntropy, logLoss, losses, softmax } from './probabilities'

describe('probabilities', () => {
  it.each(SETS.map((set, i) => ({ i, set })))('log loss and Brier score equal scikit-learn on set $i', ({ set }) => {
    expect(Math.abs(logLoss(set.labels, set.probabilities, set.classes) - set.logLoss)).toBeLessThan(TOLERANCE)
    const brier = set.perClass.reduce((sum, expected) => sum + expected.brier, 0)
    expect(Math.abs(brierScoreAll(set.labels, set.probabilities, set.classes) - brier)).toBeLessThan(TOLERANCE)
  })

  it('softmax sums to 1, survives large logits and flattens with temperature', () => {
    const p = softmax([1000, 999, 0, -1000, -1000, -1000], 3)
    expect(p[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 12)
    expect([...p.slice(3)]).toEqual([1 / 3, 1 / 3, 1 / 3])
    expect(softmax([2, 0], 2, 4)[0]).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 12)
  })

  it('cross-entropy from logits is the log loss of their softmax, and finite where that is not', () => {
    const logits = [1, -2, 0.5, 0.3, 0.2, 0.1]
    expect(crossEntropy([2, 0], logits, 3)).toBeCloseTo(logLoss([2, 0], softmax(logits, 3), 3), 12)
    expect(crossEntropy([1], [900, 0], 2)).toBe(900)
  })

  it('loss of each picture', () => {
    expect([...losses([0, 1], [0.25, 0.75, 0, 1], 2)]).toEqual([-Math.log(0.25), -0])
  })
})
