import { expect, it } from 'vitest'
import { firstLine, printable, short } from './terminal'

it.each([
  ['an escape sequence', 'cat\x1b[2J\x1b]0;title\x07', 'cat\\u{1b}[2J\\u{1b}]0;title\\u{7}'],
  ['its eight-bit form', 'cat\x9b2J', 'cat\\u{9b}2J'],
  ['line breaks', 'cat\r\ndog\u2028bird', 'cat\\u{d}\\u{a}dog\\u{2028}bird'],
  ['an override of direction', 'cat\u202egpj.exe', 'cat\\u{202e}gpj.exe'],
  ['letters that cannot be seen', 'c\u200bat\u{e0041}', 'c\\u{200b}at\\u{e0041}'],
  ['half a character', 'cat\ud83d', 'cat\\u{d83d}'],
])('shows %s', (_what, name, shown) => {
  expect(printable(name)).toBe(shown)
})

it('leaves names in every alphabet as they are', () => {
  for (const name of ['Kätzchen', '猫', 'گربه‌ها', '👩‍🌾', 'a b']) expect(printable(name)).toBe(name)
})

it('shortens by characters', () => {
  expect(short('🐈'.repeat(50), 4)).toBe('🐈🐈🐈…')
  expect(short('cat', 4)).toBe('cat')
})

it('tells an error in one line', () => {
  expect(firstLine(new Error('The class "\x1b[31mred"\nCall log:'))).toBe('The class "\\u{1b}[31mred"')
})
