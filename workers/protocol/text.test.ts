import { expect, test } from 'vitest'
import { oneLine } from './text'

test.each([
  ['MIT', 'MIT'],
  ['  Apache\r\nLicense\u2028 2.0\u0000', 'Apache License  2.0'],
  ['abc\u202egnp.exe', 'abc gnp.exe'],
  ['x'.repeat(21), `${'x'.repeat(19)}…`],
  ['x'.repeat(20), 'x'.repeat(20)],
  [`${'\n'.repeat(1000)}x`, '…'],
])('%j is shown as %j', (text, shown) => expect(oneLine(text, 20)).toBe(shown))
