import { expect, test } from 'vitest'
import { addingEn } from '../words/adding.en'
import { commandOf, KEYS, type Pressed } from './keys'

const press = (key: string, changes: Partial<Pressed> = {}): Pressed => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...changes,
})

test('Ctrl or Command with Z takes back, with Shift does it again; alone or with Alt it does nothing', () => {
  expect(commandOf(press('z', { ctrlKey: true }), 'place')).toBe('undo')
  expect(commandOf(press('z', { metaKey: true }), 'place')).toBe('undo')
  expect(commandOf(press('Z', { metaKey: true, shiftKey: true }), 'place')).toBe('redo')
  expect(commandOf(press('y', { ctrlKey: true }), 'place')).toBe('redo')
  expect(commandOf(press('z'), 'place')).toBeNull()
  expect(commandOf(press('z', { ctrlKey: true, altKey: true }), 'place')).toBeNull()
})

test('digits are classes, but not those of the browser, and 0 is none', () => {
  expect([1, 9].map((digit) => commandOf(press(String(digit)), 'place'))).toEqual(['class', 'class'])
  expect(commandOf(press('0'), 'place')).toBeNull()
  expect(commandOf(press('1', { ctrlKey: true }), 'place')).toBeNull()
})

test('the question mark is one however a keyboard makes it, and keys of the grid are of the grid', () => {
  expect(commandOf(press('?', { shiftKey: true }), 'place')).toBe('keys')
  expect(commandOf(press('?'), 'place')).toBe('keys')
  expect(commandOf(press('ArrowDown', { shiftKey: true }), 'grid')).toBe('move')
  expect(commandOf(press('ArrowDown'), 'place')).toBeNull()
  expect(commandOf(press('Delete'), 'grid')).toBeNull()
})

test('every command has a key and words, once', () => {
  expect(KEYS.map(({ command }) => command).toSorted()).toEqual(Object.keys(addingEn.keys.commands).toSorted())
})
