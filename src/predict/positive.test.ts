import { expect, test } from 'vitest'
import { presetPositive } from './positive'

test('of more than two classes none is taken for the one that a competition means', () => {
  expect(presetPositive(['Dog', 'wolf'])).toBe(0)
  expect(presetPositive(['cat', 'dogs'])).toBe(1)
  expect(presetPositive(['no', 'yes'])).toBe(1)
  expect(presetPositive(['cat', 'dog', 'fox'])).toBeNull()
})
