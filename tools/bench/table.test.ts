import { expect, it } from 'vitest'
import { ratio } from './row'
import { table } from './table'

it('aligns rows, and says where there is no peer', () => {
  const text = table([
    { name: 'step, 64 px', unit: 'images/s', ours: 48.123, peer: 'PyTorch', theirs: 190.4, ratio: 0.2527 },
    { name: 'export', unit: 'ms', ours: 1234.5, peer: null, theirs: null, ratio: null },
  ])
  expect(text.split('\n')).toEqual([
    'what         ours  unit      peer     theirs  ratio',
    'step, 64 px  48.1  images/s  PyTorch     190  0.253',
    'export       1235  ms        -             -      -',
  ])
})

it('is above one where ours is better', () => {
  expect(ratio(30, 10, 'more')).toBe(3)
  expect(ratio(30, 10, 'less')).toBeCloseTo(1 / 3)
  expect(ratio(30, null, 'less')).toBeNull()
})
