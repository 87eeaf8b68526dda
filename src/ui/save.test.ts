import { expect, test } from 'vitest'
import { toCsv } from './save'

test('fields are quoted where they must be, and none is run as a formula', () => {
  expect(
    toCsv([
      ['a,b', 'say "hi"', 0.5],
      ['two\nlines', '=1+1', -1],
    ]),
  ).toBe('"a,b","say ""hi""",0.5\r\n"two\nlines",\'=1+1,-1\r\n')
})
