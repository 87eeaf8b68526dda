import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvCell, csvTable } from './csv'

/** Reads a table as Python's csv module does, and takes the mark of a text off as train.py does. */
function read(table: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain = '', after] of table.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    const cell = (quoted?.replaceAll('""', '"') ?? plain).replace(/^'/, '')
    if (after === '' && cell === '') break
    rows.at(-1)!.push(cell)
    if (after === '\r\n') rows.push([])
  }
  return rows.filter((row) => row.length > 0)
}

describe('comma-separated values', () => {
  it('quotes what must be quoted', () => {
    expect(
      csvTable([
        ['a,b', 'say "hi"', 0.5],
        ['two\nlines', 'a;b', -1],
      ]),
    ).toBe('"a,b","say ""hi""",0.5\r\n"two\nlines","a;b",-1\r\n')
    expect(csvTable([['a', 1]], '\n')).toBe('a,1\n')
  })

  it.each([...["-1+1+cmd|'C calc'!A0", '-0.5', '=SUM(A1)', '+1', '@x'], ...['＝1+1', '＋1', '－1', '＠x', '\t=1', '\r=1', '\n=1', "'=1"]])(
    'no spreadsheet runs %j',
    (text) => {
      expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/)
    },
  )

  it('never marks a number', () => {
    expect([-1, -0.5, 1e-7, Number.NaN].map(csvCell)).toEqual(['-1', '-0.5', '1e-7', 'NaN'])
  })

  it('gives every text back to who reads it', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^['=+\-@＝＋－＠\t\r\n",;a]+$/))
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, fc.constant('end')), { minLength: 1 }), (rows) => {
        expect(read(csvTable(rows))).toEqual(rows)
      }),
    )
  })
})
