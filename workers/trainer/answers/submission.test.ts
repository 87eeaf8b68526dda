import { expect, test } from 'vitest'
import { FOREIGN_KINDS, type SkipReason } from '../../protocol'
import { unreadableBeside } from './submission'

test.each<SkipReason>(['not-a-picture', 'empty', 'cannot-decode', 'too-large'])(
  'a test picture that cannot be read (%s) has its line, for a competition refuses a file without it',
  (reason) => {
    const named = ['test/2.jpg', 'test/3.HEIC', 'test/4.svg', 'test/5.psd', 'test/6.nef']
    const skipped = [...named, 'train/2.jpg', 'test/notes.txt'].map((path) => ({ path, reason }))
    expect(unreadableBeside([{ path: 'test/1.jpg' }], skipped)).toEqual(named)
  },
)

test.each(FOREIGN_KINDS)('a test picture of a kind that is not read (%s) has its line, whatever it is called', (reason) => {
  const skipped = ['test/2.heic', 'test/3.jpg', 'test/4', 'train/2.heic'].map((path) => ({ path, reason }))
  expect(unreadableBeside([{ path: 'test/1.jpg' }], skipped)).toEqual(['test/2.heic', 'test/3.jpg', 'test/4'])
})

test.each<SkipReason>(['hidden', 'tiny', 'mask', 'copy', 'by-hand'])('what was left out as %s has none', (reason) => {
  expect(unreadableBeside([{ path: 'test/1.jpg' }], [{ path: 'test/2.jpg', reason }])).toEqual([])
})
