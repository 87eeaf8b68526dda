import { expect, test } from 'vitest'
import { addEdit, applyEdits, fitting, NO_EDITS } from './edits'
import { index, item } from './testing'

/** 20 cats, 20 dogs and 10 test pictures without a class. */
const base = await index([
  ...['cat', 'dog'].flatMap((pet) => Array.from({ length: 20 }, (_, i) => item(`pets/train/${pet}/${i}.jpg`))),
  ...Array.from({ length: 10 }, (_, i) => item(`pets/test/${i}.jpg`)),
])
const tests = base.samples.filter(({ label }) => label < 0).map(({ id }) => id)
const split = { seed: 1, valFraction: 0.2, limit: 0 }
const relabel = (ids: readonly number[], className: string) => ({ kind: 'relabel', ids, className }) as const
/** Foxes, and one more dog after them. */
const labelled = [relabel(tests.slice(0, 5), 'fox'), relabel(tests.slice(5, 6), 'dog')].reduce(
  (now, edit) => addEdit(now, base, edit),
  NO_EDITS,
)
const sidesOf = (edits: typeof NO_EDITS) => applyEdits(base, edits, split).samples.map(({ split: side }) => side)

test('a test picture whose label is of a class that is gone is a test picture again, also by edits that were kept so', () => {
  expect(sidesOf(labelled).filter((side) => side === 'test')).toHaveLength(4)
  const { fits, all } = fitting(labelled, base.classes)
  expect(all).toBe(false)
  expect(fits.entries.map(({ paths }) => paths)).toEqual([[], ['test/5.jpg']])
  for (const kept of [fits, { ...fits, entries: labelled.entries }]) {
    const { samples } = applyEdits(base, kept, split)
    expect(samples.filter(({ split: side, label }) => side === 'test' && label < 0).map(({ id }) => id)).toEqual(
      tests.filter((_, i) => i !== 5),
    )
  }
})

test('given a class again it is drawn again', () => {
  const again = addEdit(fitting(labelled, base.classes).fits, base, relabel(tests.slice(0, 5), 'cat'))
  expect(again.entries.at(-1)).toEqual({ className: 'cat', paths: ['0', '1', '2', '3', '4'].map((name) => `test/${name}.jpg`) })
  expect(sidesOf(again).filter((side) => side === 'test')).toHaveLength(4)
})
