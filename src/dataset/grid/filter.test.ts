import { expect, test } from 'vitest'
import { EVERYTHING, sampleFilter } from './filter'

const classes = [{ name: 'cat' }, { name: 'dog' }]

test('a filter by name becomes the trainer’s by number', () => {
  expect(sampleFilter(EVERYTHING, classes)).toEqual({})
  expect(sampleFilter({ className: 'dog', split: 'val', problem: 'leak' }, classes)).toEqual({ label: 1, split: 'val', problem: 'leak' })
  expect(sampleFilter({ ...EVERYTHING, className: '' }, classes)).toEqual({ label: -1 })
})

test('a class that was merged away is no filter', () => {
  expect(sampleFilter({ ...EVERYTHING, className: 'puppy' }, classes)).toEqual({})
})

test('what the person left out, and the rest', () => {
  expect(sampleFilter({ ...EVERYTHING, problem: 'left-out' }, classes)).toEqual({ leftOut: true })
  expect(sampleFilter({ ...EVERYTHING, problem: 'taking-part' }, classes)).toEqual({ leftOut: false })
  expect(sampleFilter({ ...EVERYTHING, problem: 'marked' }, classes)).toEqual({ marked: true })
})
