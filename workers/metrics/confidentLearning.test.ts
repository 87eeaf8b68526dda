import { describe, expect, it, test } from 'vitest'
import { permutation, uniform } from '../random'
import {
  calibratedJoint,
  confidentJoint,
  confidentThresholds,
  labelIssues,
  normalizedMargin,
  roundedKeepingSum,
  selfConfidence,
} from './confidentLearning'
import fixture from './fixtures/labels.json'
import { difference, TOLERANCE } from './fixtures/sklearn'

const SETS = fixture.sets.map((set) => ({ ...set, probabilities: set.counts.map((count) => count / set.denominator) }))

describe('confident learning', () => {
  it.each(SETS.map((set, i) => ({ i, set })))('finds what the reference in NumPy finds on set $i, step by step', ({ set }) => {
    const { labels, probabilities, classes } = set
    const given = [labels, probabilities, classes] as const
    expect(difference(confidentThresholds(...given), set.thresholds)).toBeLessThan(TOLERANCE)
    const joint = confidentJoint(...given)
    expect(joint).toEqual(set.joint)
    expect(calibratedJoint(joint, labels)).toEqual(set.calibrated)
    expect(labelIssues(...given)).toEqual(set.issues)
    expect(difference(selfConfidence(...given), set.selfConfidence)).toBeLessThan(TOLERANCE)
    expect(difference(normalizedMargin(...given), set.normalizedMargin)).toBeLessThan(TOLERANCE)
  })

  it('has sets in the fixture with something to find, with ties, and with a class that never occurs', () => {
    expect(SETS.filter(({ issues }) => issues.length > 2).length).toBeGreaterThan(8)
    expect(SETS.some(({ thresholds }) => thresholds.includes(2))).toBe(true)
  })
})

/** Pictures of any labels, with probabilities that follow them more or less. */
function made(seed: number): { labels: number[]; probabilities: number[]; classes: number } {
  const classes = 2 + (seed % 4)
  const labels = Array.from({ length: 10 + (seed % 50) }, (_, i) => Math.floor(uniform(seed, 1, i) * classes))
  const probabilities = labels.flatMap((label, i) => {
    const parts = Array.from({ length: classes }, (_, c) => uniform(seed, 2, i, c) + (c === label && uniform(seed, 3, i) < 0.8 ? 1 : 0.01))
    const sum = parts.reduce((a, b) => a + b, 0)
    return parts.map((part) => part / sum)
  })
  return { labels, probabilities, classes }
}
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed)

test.each(SEEDS)('rows of the calibrated joint sum to the pictures of each class, and a class keeps one (seed %i)', (seed) => {
  const { labels, probabilities, classes } = made(seed)
  const joint = calibratedJoint(confidentJoint(labels, probabilities, classes), labels)
  const counts = Array.from({ length: classes }, (_, c) => labels.filter((label) => label === c).length)
  expect(joint.map((row) => row.reduce((a, b) => a + b, 0))).toEqual(counts)
  expect(joint.flat().every((count) => count >= 0)).toBe(true)
  const issues = labelIssues(labels, probabilities, classes)
  for (const [c, count] of counts.entries())
    if (count > 0) expect(issues.filter((row) => labels[row] === c).length).toBeLessThan(Math.max(count, 1))
})

test.each(SEEDS.slice(0, 20))('another order of the pictures, or of the classes, finds the same ones (seed %i)', (seed) => {
  const { labels, probabilities, classes } = made(seed)
  const before = new Set(labelIssues(labels, probabilities, classes))
  const order = Array.from(permutation(labels.length, seed))
  const rows = order.map((row) => probabilities.slice(row * classes, (row + 1) * classes))
  const shuffled = labelIssues(
    order.map((row) => labels[row]!),
    rows.flat(),
    classes,
  )
  expect(new Set(shuffled.map((row) => order[row]!))).toEqual(before)
})

test('no label is doubted where the given class is the likeliest, and none where all are sure', () => {
  for (const seed of SEEDS) {
    const { labels, probabilities, classes } = made(seed)
    for (const row of labelIssues(labels, probabilities, classes))
      expect(Math.max(...probabilities.slice(row * classes, (row + 1) * classes))).toBeGreaterThan(
        probabilities[row * classes + labels[row]!]!,
      )
  }
  const sure = [0, 1, 0, 1].flatMap((label) => (label === 0 ? [0.95, 0.05] : [0.05, 0.95]))
  expect(labelIssues([0, 1, 0, 1], sure, 2)).toEqual([])
})

test('a class of two pictures that both seem others keeps them: too few are left to tell', () => {
  const sure = (c: number) => [0, 1, 2].map((k) => (k === c ? 0.9 : 0.05))
  const labels = [0, 0, 1, 1, 2, 2]
  const probabilities = [1, 2, 1, 1, 2, 2].flatMap(sure)
  expect(calibratedJoint(confidentJoint(labels, probabilities, 3), labels)[0]).toEqual([0, 1, 1])
  expect(labelIssues(labels, probabilities, 3)).toEqual([])
})

test('rounding keeps the sum: those that lost the most are raised, those that gained the most lowered', () => {
  expect(roundedKeepingSum([1.4, 1.4, 1.2])).toEqual([1, 2, 1])
  expect(roundedKeepingSum([0.6, 0.6, 0.8])).toEqual([0, 1, 1])
  expect(roundedKeepingSum([2.5, 0.5])).toEqual([2, 1])
  expect(roundedKeepingSum([325, 16, 22])).toEqual([325, 16, 22])
})
