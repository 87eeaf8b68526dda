import { expect, test } from 'vitest'
import type { GivenPicture } from './givenSlice'
import { pictureRows, sorted } from './pictureSorting'

const picture = (id: number, name: string, probabilities: readonly number[] | null): GivenPicture => ({
  id,
  name,
  file: new File([], name),
  url: '',
  probabilities,
  similarity: probabilities && probabilities[0]!,
  problem: null,
})
const NAMES = ['cat', 'dog']
const PICTURES = [picture(1, '10.jpg', [0.9, 0.1]), picture(2, '9.jpg', null), picture(3, '2.jpg', [0.3, 0.7])]

test('sorts by name as numbers, by answer, by probability; what has no answer comes last', () => {
  const ids = (key: 'file' | 'answer' | 'confidence' | number, descending = false) =>
    sorted(PICTURES, NAMES, { key, descending }).map(({ id }) => id)
  expect(ids('file')).toEqual([3, 2, 1])
  expect(ids('answer')).toEqual([1, 3, 2])
  expect(ids('confidence', true)).toEqual([1, 3, 2])
  expect(ids('confidence')).toEqual([3, 1, 2])
  expect(ids(1, true)).toEqual([3, 1, 2])
  expect(sorted(PICTURES, NAMES, null)).toBe(PICTURES)
})

test('the file has a column for each class', () => {
  expect(pictureRows(PICTURES, NAMES, null)).toEqual([
    ['file', 'answer', 'cat', 'dog'],
    ['10.jpg', 'cat', 0.9, 0.1],
    ['9.jpg', '', '', ''],
    ['2.jpg', 'dog', 0.3, 0.7],
  ])
})

test('the file says which are probably none of the classes, where that is told', () => {
  const noneOf = { isOn: true, pass: 0.95, threshold: 0.5, pictures: 20 }
  expect(pictureRows(PICTURES, NAMES, noneOf)).toEqual([
    ['file', 'answer', 'cat', 'dog', 'similarity', 'none_of_these'],
    ['10.jpg', 'cat', 0.9, 0.1, 0.9, 0],
    ['9.jpg', '', '', '', '', ''],
    ['2.jpg', 'dog', 0.3, 0.7, 0.3, 1],
  ])
  expect(pictureRows(PICTURES, NAMES, { ...noneOf, isOn: false })[0]).toEqual(['file', 'answer', 'cat', 'dog'])
})
