import { expect, test } from 'vitest'
import { classColor } from './palette'

test('no colour is used twice among a thousand classes', () => {
  expect(new Set(Array.from({ length: 1000 }, (_, i) => classColor(i))).size).toBe(1000)
  expect([classColor(0), classColor(8), classColor(-1)]).toEqual(['#0072b2', 'hsl(20.1 85% 48%)', '#8a8a8a'])
})
