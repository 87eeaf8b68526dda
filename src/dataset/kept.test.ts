import { expect, test } from 'vitest'
import { type KeptSource, latestOf } from './kept'

const folder = (fingerprint: string, openedAt?: number): KeptSource => ({
  fingerprint,
  source: { kind: 'items', items: [] },
  layout: undefined,
  ...(openedAt === undefined ? {} : { name: `pets ${fingerprint}`, openedAt }),
})

test('the folder that was opened last is offered, drawn pets and nameless ones of an earlier version are not', () => {
  const drawn = { ...folder('d', 9), source: { kind: 'drawn', count: 1, seed: 1 } } as const
  expect(latestOf([folder('a', 3), folder('b', 7), folder('c', 5), drawn, folder('e')])).toEqual({ fingerprint: 'b', name: 'pets b' })
  expect(latestOf([drawn, folder('e')])).toBeNull()
})
