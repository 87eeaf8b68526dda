/** Hands files to the browser's downloads. */

/** Starts the download of a file. */
export function save({ name, blob }: { readonly name: string; readonly blob: Blob }): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download reads the blob after the click returns.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** A table as comma-separated values (RFC 4180), with the mark by which spreadsheets know UTF-8. */
export function csvFile(name: string, rows: readonly (readonly (string | number)[])[]): { readonly name: string; readonly blob: Blob } {
  return { name, blob: new Blob(['\uFEFF', toCsv(rows)], { type: 'text/csv;charset=utf-8' }) }
}

/** RFC 4180: fields with commas, quotes or line ends are quoted; lines end with CRLF. A text that a spreadsheet would run as a formula is kept text. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  const field = (value: string | number): string => {
    if (typeof value === 'number') return String(value)
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')
}
