/** Benchmark rows as aligned text for a terminal. */
import type { Row } from './row'

const figure = (value: number | null) => (value === null ? '-' : value >= 100 ? value.toFixed(0) : value.toPrecision(3))

/** One line a row, numbers to the right, under a header. */
export function table(rows: readonly Row[]): string {
  const header = ['what', 'ours', 'unit', 'peer', 'theirs', 'ratio']
  const cells = rows.map((r) => [r.name, figure(r.ours), r.unit, r.peer ?? '-', figure(r.theirs), figure(r.ratio)])
  const isNumber = [false, true, false, false, true, true]
  const widths = header.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)))
  return [header, ...cells]
    .map((row) =>
      row
        .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
