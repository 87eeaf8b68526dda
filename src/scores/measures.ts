/** The figures in a confusion matrix's cells, and the matrix as a table for files. Pure. */

export const MEASURES = ['count', 'row', 'column'] as const
/** Counts, shares of the row (recall on the diagonal), shares of the column (precision on the diagonal). */
export type Measure = (typeof MEASURES)[number]
export type Counts = readonly (readonly number[])[]

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Each cell's share of its row or column, 0..1; 0 where that is empty. For `count`, the share of the row, by which cells are coloured. */
export function shares(counts: Counts, measure: Measure): number[][] {
  const columns = counts.map((_, c) => sum(counts.map((row) => row[c] ?? 0)))
  return counts.map((row) => {
    const total = sum(row)
    return row.map((count, c) => {
      const of = measure === 'column' ? (columns[c] ?? 0) : total
      return of > 0 ? count / of : 0
    })
  })
}

/** Rows of a CSV: the predicted classes across, the actual ones down. Shares with six decimals. */
export function matrixRows(counts: Counts, names: readonly string[], measure: Measure): (string | number)[][] {
  const values = measure === 'count' ? counts : shares(counts, measure).map((row) => row.map((share) => Number(share.toFixed(6))))
  return [['actual\\predicted', ...names], ...values.map((row, i) => [names[i] ?? String(i), ...row])]
}
