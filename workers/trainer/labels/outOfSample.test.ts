import { describe, expect, it, test } from 'vitest'
import fixture from '../../metrics/fixtures/labels.json'
import { difference } from '../../metrics/fixtures/sklearn'
import { breather } from './breather'
import { stratifiedFolds } from './folds'
import { minimise } from './minimise'
import { outOfSample } from './outOfSample'

const breathe = () => undefined
const onHead = () => {}

describe('heads that did not learn from a picture', () => {
  it.each(fixture.regressions.map((set) => ({ set, classes: set.classes })))(
    'say what scikit-learn says, of $classes classes',
    async ({ set }) => {
      const { labels, folds, classes, strength, width } = set
      const features = { values: Float32Array.from(set.features), width }
      const ours = await outOfSample({ features, labels, classes, folds, parts: 2, strength, breathe, onHead })
      expect(difference(ours, set.probabilities)).toBeLessThan(1e-4)
    },
  )

  it('know nothing of the label that they are asked about', async () => {
    const { labels, folds, classes, strength, width, features } = fixture.regressions[1]!
    const asked = (given: number[]) =>
      outOfSample({
        features: { values: Float32Array.from(features), width },
        labels: given,
        classes,
        folds,
        parts: 2,
        strength,
        breathe,
        onHead,
      })
    const [before, after] = [await asked(labels), await asked(labels.map((label, i) => (i === 0 ? (label + 1) % classes : label)))]
    // Those of its own part are answered by the heads of the other parts, which did not change.
    const own = (all: Float64Array) => Array.from(all).filter((_, i) => folds[Math.floor(i / classes)] === folds[0])
    expect(difference(own(after), own(before))).toBeLessThan(1e-4)
    expect(difference(after, Array.from(before))).toBeGreaterThan(1e-3)
  })
})

test('a minimum is found where the axes differ by a thousand, and none is looked for from where the slope is nought', async () => {
  const scales = [1, 10, 1000]
  const bowl = async (point: Float64Array, gradient: Float64Array) => {
    gradient.set(scales.map((scale, i) => scale * (point[i]! - i)))
    return scales.reduce((sum, scale, i) => sum + (scale / 2) * (point[i]! - i) ** 2, 0)
  }
  const found = await minimise(bowl, Float64Array.of(5, 5, 5), { tolerance: 1e-9, mostSteps: 100 })
  expect(difference(found, [0, 1, 2])).toBeLessThan(1e-8)
  expect(await minimise(bowl, Float64Array.of(0, 1, 2), { tolerance: 1e-9, mostSteps: 100 })).toEqual(Float64Array.of(0, 1, 2))
})

test('a minimum is found where values are rounded so much that they say nothing of the last steps', async () => {
  const scales = [1, 10, 100]
  const rounded = async (point: Float64Array, gradient: Float64Array) => {
    gradient.set(scales.map((scale, i) => scale * (point[i]! - i)))
    return Math.fround(1000 + scales.reduce((sum, scale, i) => sum + (scale / 2) * (point[i]! - i) ** 2, 0))
  }
  const found = await minimise(rounded, Float64Array.of(5, 5, 5), { tolerance: 1e-9, mostSteps: 100 })
  expect(difference(found, [0, 1, 2])).toBeLessThan(1e-8)
})

describe('the parts', () => {
  const n = 103
  const labels = Array.from({ length: n }, (_, i) => (i % 10 === 0 ? 1 : 0))
  const own = labels.map((_, i) => i)

  it('have each class evenly, the same for the same seed and others for another', () => {
    const folds = stratifiedFolds(labels, own, 5, 3)
    for (const label of [0, 1]) {
      const counts = [0, 1, 2, 3, 4].map((part) => folds.filter((fold, i) => fold === part && labels[i] === label).length)
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    }
    expect(stratifiedFolds(labels, own, 5, 3)).toEqual(folds)
    expect(stratifiedFolds(labels, own, 5, 4)).not.toEqual(folds)
  })

  it('keep together what belongs together, but for a class that is one group', () => {
    const groups = labels.map((label, i) => (label === 1 ? 500 : Math.floor(i / 4)))
    const folds = stratifiedFolds(labels, groups, 5, 1)
    const partsOf = (group: number) => new Set(folds.filter((_, i) => groups[i] === group)).size
    expect([0, 1, 2, 20].map(partsOf)).toEqual([1, 1, 1, 1])
    expect(partsOf(500)).toBe(5)
  })
})

test('long arithmetic ends when it is cancelled, and not before', async () => {
  const control = new AbortController()
  const pause = breather(control.signal)
  const busy = (ms: number) => {
    for (const until = performance.now() + ms; performance.now() < until; );
  }
  busy(40)
  await pause()
  control.abort()
  await pause()
  busy(40)
  await expect(pause()).rejects.toMatchObject({ name: 'AbortError' })
})
