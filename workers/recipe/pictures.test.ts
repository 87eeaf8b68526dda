import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Dataset, resplit, type Sample } from '../data/dataset/dataset'
import { summarize } from '../data/dataset/summary'
import { Problem, SPLITS, type Split } from '../protocol'
import { trainingPictures } from './pictures'

const CLASSES = ['ape', 'bee', 'cat', 'dog']

const pictures = (given: fc.Arbitrary<Split | null>, leftOut: fc.Arbitrary<boolean>, groups: number) =>
  fc.array(
    fc.record({
      label: fc.integer({ min: -1, max: CLASSES.length - 1 }),
      given,
      leftOut,
      moved: fc.option(fc.constantFrom(...SPLITS), { freq: 9 }),
      group: fc.nat({ max: groups }),
    }),
    { minLength: 4, maxLength: 80 },
  )

function datasetOf(rows: readonly Pick<Sample, 'label' | 'given' | 'leftOut' | 'group'>[]): Dataset {
  const source = { kind: 'file', file: new File([], 'x.jpg') } as const
  const samples = rows.map((row, id): Sample => ({ ...row, id, path: `${id}.jpg`, split: 'train', used: true, source }))
  const splitFrom = rows.some(({ given }) => given === 'val') ? 'folders' : 'seed'
  return {
    fingerprint: '',
    pictures: [],
    name: '',
    layout: 'class-folders',
    readAs: {},
    groups: null,
    around: 0,
    alternatives: [],
    evidence: [],
    onlyInTest: [],
    tables: { taken: null, found: [], namesFrom: null },
    codePage: null,
    classes: CLASSES,
    samples,
    skipped: [],
    splitFrom,
    valFraction: 0,
    bytes: 0,
  }
}

/** How many the trainer picks; null where it refuses to split them so. */
function picked(dataset: Dataset, seed: number, valFraction: number, limit: number): number | null {
  try {
    const { samples } = resplit(dataset, seed, valFraction, limit)
    return samples.filter((s) => s.used && s.label >= 0 && s.split === 'train').length
  } catch (error) {
    if (error instanceof Problem && error.code === 'class-too-small') return null
    throw error
  }
}

const limits = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100 }))

test('as many pictures as the trainer picks: whatever is left out, unlabelled, moved, grouped, given a split, or beyond the limit', () => {
  const rows = pictures(fc.option(fc.constantFrom(...SPLITS)), fc.boolean(), 20)
  fc.assert(
    fc.property(rows, limits, fc.nat({ max: 9 }), fc.double({ min: 0.02, max: 0.8, noNaN: true }), (some, limit, seed, valFraction) => {
      const dataset = datasetOf(some)
      fc.pre(picked(dataset, seed, valFraction, 0) !== null)
      const open = resplit(dataset, seed, valFraction, 0)
      const expected = picked(open, seed, valFraction, limit)
      fc.pre(expected !== null)
      expect(trainingPictures(summarize(open), { limit, valFraction })).toBe(expected)
    }),
    { numRuns: 500 },
  )
})

test('before they are split anew with another share too, where no picture goes with another, was moved or left out', () => {
  const fraction = fc.double({ min: 0.02, max: 0.8, noNaN: true })
  const labels = fc.array(fc.integer({ min: -1, max: CLASSES.length - 1 }), { minLength: 4, maxLength: 80 })
  fc.assert(
    fc.property(labels, limits, fraction, fraction, (some, limit, before, now) => {
      const dataset = datasetOf(some.map((label, group) => ({ label, given: null, leftOut: false, group })))
      fc.pre(picked(dataset, 1, before, 0) !== null)
      const open = resplit(dataset, 1, before, 0)
      const expected = picked(open, 2, now, limit)
      fc.pre(expected !== null)
      expect(trainingPictures(summarize(open), { limit, valFraction: now })).toBe(expected)
    }),
    { numRuns: 500 },
  )
})
