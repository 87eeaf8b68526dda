import { expect, it } from 'vitest'
import type { Dataset } from '../../data/dataset/dataset'
import { KnownAnswers } from './known'

it('answers are kept by network, and as long as the same pictures are open', () => {
  const known = new KnownAnswers()
  const [open, others]: Dataset['samples'][] = [[], []]
  known.of(open!, 'a').set(3, new Map([['flip', Float64Array.of(1, 0)]]))
  expect(known.of(open!, 'b').size).toBe(0)
  expect(known.of(open!, 'a').get(3)?.has('flip')).toBe(true)
  expect(known.of(others!, 'a').size).toBe(0)
  expect(known.of(open!, 'a').size).toBe(0)
})
