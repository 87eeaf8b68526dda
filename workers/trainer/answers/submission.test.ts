import { expect, test } from 'vitest'
import { FOREIGN_KINDS, type SkipReason } from '../../protocol'
import { unreadableBeside } from './submission'

test.each<SkipReason>(['not-a-picture', 'empty', 'cannot-decode', 'too-large', ...FOREIGN_KINDS])(
  'a test picture that cannot be read (%s) has its line, for a competition refuses a file without it',
  (reason) => {
    const skipped = ['test/2.jpg', 'train/2.jpg', 'test/notes.txt'].map((path) => ({ path, reason }))
    expect(unreadableBeside([{ path: 'test/1.jpg' }], skipped)).toEqual(['test/2.jpg'])
  },
)

test.each<SkipReason>(['hidden', 'tiny', 'mask', 'copy', 'by-hand'])('what was left out as %s has none', (reason) => {
  expect(unreadableBeside([{ path: 'test/1.jpg' }], [{ path: 'test/2.jpg', reason }])).toEqual([])
})
