import { describe, expect, it } from 'vitest'
import { averageProbabilities, fitMixtureWeights, heldOutMixture } from './ensemble'
import { MIXTURES, TOLERANCE } from './fixtures/sklearn'
import { logLoss } from './probabilities'

describe('mixtures of answers', () => {
  it.each(MIXTURES.map((fixture, i) => ({ i, fixture })))("reach the least loss that SciPy's SLSQP finds on set $i", ({ fixture }) => {
    const weights = fitMixtureWeights(fixture.labels, fixture.sets, fixture.classes)
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
    const like = fixture.labels.map((label, i) =>
      fixture.sets.reduce((p, set, k) => p + weights[k]! * set[i * fixture.classes + label]!, 0),
    )
    const loss = -like.reduce((total, p) => total + Math.log(p), 0) / like.length
    expect(loss - fixture.loss).toBeLessThan(TOLERANCE)
    weights.forEach((weight, k) => {
      expect(Math.abs(weight - fixture.weights[k]!)).toBeLessThan(1e-2)
    })
    const equal = logLoss(fixture.labels, averageProbabilities(fixture.sets), fixture.classes)
    expect(logLoss(fixture.labels, averageProbabilities(fixture.sets, weights), fixture.classes)).toBeLessThanOrEqual(equal)
  })

  it('averages equally without weights and refuses sets of different lengths', () => {
    expect([
      ...averageProbabilities([
        [1, 0],
        [0, 1],
      ]),
    ]).toEqual([0.5, 0.5])
    expect([
      ...averageProbabilities(
        [
          [1, 0],
          [0, 1],
        ],
        [0.75, 0.25],
      ),
    ]).toEqual([0.75, 0.25])
    expect(() => averageProbabilities([[1, 0], [1]])).toThrow(RangeError)
  })

  it('judges each part with weights that never saw its labels', () => {
    const [{ labels, sets, classes }] = MIXTURES as [(typeof MIXTURES)[number]]
    const before = heldOutMixture(labels, sets, classes, 5)
    const lies = labels.map((label, i) => (i % 5 === 2 ? (label + 1) % classes : label))
    const after = heldOutMixture(lies, sets, classes, 5)
    labels.forEach((_, i) => {
      const row = (all: Float64Array) => [...all.subarray(i * classes, (i + 1) * classes)]
      if (i % 5 === 2) expect(row(after)).toEqual(row(before))
      else expect(row(after)).not.toEqual(row(before))
      expect(row(before).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 3)
    })
    const fitted = averageProbabilities(sets, fitMixtureWeights(labels, sets, classes))
    expect(logLoss(labels, before, classes)).toBeGreaterThan(logLoss(labels, fitted, classes))
  })

  it('drops a model that is always wrong', () => {
    const weights = fitMixtureWeights(
      [0, 1],
      [
        [0.9, 0.1, 0.2, 0.8],
        [0.1, 0.9, 0.9, 0.1],
      ],
      2,
    )
    expect(weights[0]).toBeGreaterThan(0.999)
  })
})
