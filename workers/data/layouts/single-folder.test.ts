import { expect, test } from 'vitest'
import { read } from './testing'

test('one class by every reading is none; single-folder when asked for', () => {
  expect(read(['test1/1.jpg', 'test1/2.jpg'])).toBeNull()
  expect(read(['cats/cat.1.jpg', 'cats/cat.2.jpg'])).toBeNull()
  expect(read(['test1/1.jpg'], 'single-folder')?.pictures).toEqual(['- test'])
})
