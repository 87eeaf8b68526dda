import { describe, expect, it } from 'vitest'
import { rocAuc, rocCurve } from './curves'
import fixture from './fixtures/prototypes.json'
import { difference } from './fixtures/sklearn'
import { fitPrototypes, passThreshold, similarities } from './prototypes'
import { prototypesFrom, prototypesText } from './prototypesText'

const SETS = fixture.sets.map((set, i) => ({ i, set, learned: Float32Array.from(set.learned), asked: Float32Array.from(set.asked) }))
/** Prototypes are kept as f32. */
const TOLERANCE = 1e-6

describe('pictures like those that were learned', () => {
  it.each(SETS)('are found as scikit-learn finds the nearest neighbour, where every picture is a prototype: set $i', ({ set, ...of }) => {
    const { width, labels, classes, nearest, truth, auc } = set
    const prototypes = fitPrototypes({ values: of.learned, width, labels, classes, perClass: 1000, seed: 1 })
    expect(prototypes.vectors).toHaveLength(of.learned.length)
    const scores = similarities(of.asked, prototypes)
    expect(difference(scores, nearest)).toBeLessThan(TOLERANCE)
    expect(rocAuc(rocCurve(truth, scores))).toBeCloseTo(auc, 9)
  })

  it.each(SETS)('are known by the mean direction of their class, where it has one prototype: set $i', ({ set, learned }) => {
    const { width, labels, classes, centres } = set
    const { vectors } = fitPrototypes({ values: learned, width, labels, classes, perClass: 1, seed: 1 })
    expect(difference(vectors, centres)).toBeLessThan(TOLERANCE)
  })

  it.each(SETS)("pass from NumPy's lower quantile on: set $i", ({ set }) => {
    const scores = Float64Array.from(set.scores)
    const thresholds = set.rates.map((rate) => passThreshold(scores, rate))
    expect(difference(thresholds, set.thresholds)).toBe(0)
    set.rates.forEach((rate, i) => {
      expect(set.scores.filter((score) => score >= thresholds[i]!).length / set.scores.length).toBeGreaterThanOrEqual(rate)
    })
  })

  it('have their prototypes among each of two bunches of a class, by any seed, and the same by the same', () => {
    const bunch = (x: number, y: number) => Array.from({ length: 10 }, (_, i) => [x + 0.01 * i, y, 0.02]).flat()
    const values = Float32Array.from([...bunch(1, 0), ...bunch(0, 1), 0, 0, 0])
    const learn = (seed: number) => fitPrototypes({ values, width: 3, labels: Array(21).fill(0), classes: 2, perClass: 2, seed })
    for (const seed of [1, 2, 3, 4]) {
      const { vectors } = learn(seed)
      expect(vectors).toHaveLength(6)
      expect(learn(seed).vectors).toEqual(vectors)
      expect(Math.hypot(vectors[0]!, vectors[1]!, vectors[2]!)).toBeCloseTo(1, 6)
      expect(Array.from(similarities(Float32Array.of(5, 0, 0, 0, 0, 7, -1, -1, 0), learn(seed)), (s) => Math.round(s))).toEqual([1, 0, -1])
    }
  })

  it('are carried as text without a change, and damaged text is refused', () => {
    const prototypes = { width: 3, vectors: Float32Array.of(0.1, -0.25, 1e-30, 1, 0, 0.3) }
    expect(prototypesFrom(prototypesText(prototypes), 3)).toEqual(prototypes)
    expect(() => prototypesFrom(prototypesText(prototypes), 4)).toThrow(RangeError)
    expect(() => prototypesFrom('', 4)).toThrow(RangeError)
    expect(() => prototypesFrom(prototypesText({ width: 1, vectors: Float32Array.of(Number.NaN) }), 1)).toThrow(RangeError)
    expect(() => similarities(Float32Array.of(1), { width: 1, vectors: new Float32Array() })).toThrow(RangeError)
  })
})
