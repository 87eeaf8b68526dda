import { expect, test } from 'vitest'
import type { ParamMap } from '../../model/spec'
import { sharing } from './sharing'

const map = (tensors: Record<string, number[]>): ParamMap =>
  new Map(Object.entries(tensors).map(([name, data]) => [name, { shape: [data.length], data: Float32Array.from(data) }]))

test('tensors with the same numbers are one, others are as they are now', () => {
  const before = map({ frozen: [1, 2, 3], learnt: [1, 2], gone: [0] })
  const now = map({ frozen: [1, 2, 3], learnt: [1, 2.5], grown: [1] })
  const shared = sharing(now, before)
  expect([...shared.keys()]).toEqual(['frozen', 'learnt', 'grown'])
  expect(shared.get('frozen')).toBe(before.get('frozen'))
  expect(shared.get('learnt')).toBe(now.get('learnt'))
  expect(shared.get('grown')).toBe(now.get('grown'))
})
