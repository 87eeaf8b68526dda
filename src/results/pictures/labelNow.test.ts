import { expect, test } from 'vitest'
import { labelNow } from './labelNow'

const today = ['cat', 'dog']

test('another class than the run learned is a change, until it is taken back anywhere', () => {
  expect(labelNow({ label: 1, relabelled: true }, 'cat', today)).toEqual({ current: 'dog', changed: 'dog' })
  expect(labelNow({ label: 0, relabelled: false }, 'cat', today)).toEqual({ current: 'cat', changed: null })
})

test('what the run already learned by its new label is none', () => {
  expect(labelNow({ label: 1, relabelled: true }, 'dog', today).changed).toBeNull()
})

test('a class that was renamed is none, but a new label beside that is', () => {
  expect(labelNow({ label: 1, relabelled: false }, 'cat', ['dog', 'zcat']).changed).toBeNull()
  expect(labelNow({ label: 0, relabelled: true }, 'cat', ['dog', 'zcat']).changed).toBe('dog')
})

test('nothing is said before it is known', () => {
  expect(labelNow(undefined, 'cat', today)).toEqual({ current: null, changed: null })
})
