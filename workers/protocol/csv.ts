/** Comma-separated values (RFC 4180), the one rule for every table that leaves the studio. */

/** What a spreadsheet takes for a formula at the start of a cell, by OWASP's list "CSV Injection", full-width forms too; and the mark that keeps it text. */
const DEFUSED = /^['=+\-@＝＋－＠\t\r\n]/

/**
 * A number as it is. A text that a spreadsheet would run gets a `'` in front, and so does one that begins with `'`: whoever reads a table takes one
 * `'` off where there is one, and has the text again. Quoted where commas, quotes, line ends, or another country's separators stand in it.
 */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text = DEFUSED.test(value) ? `'${value}` : value
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** @param end of each line; RFC 4180 asks for CRLF, programs on Unix for LF */
export function csvTable(rows: readonly (readonly (string | number)[])[], end: '\r\n' | '\n' = '\r\n'): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}${end}`).join('')
}
