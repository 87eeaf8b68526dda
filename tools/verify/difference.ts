/** How far a program's probabilities are from the studio's. Whatever is lacking or no number gives NaN, which no tolerance lets through. */

type Rows = readonly (readonly number[])[]

/**
 * Of each picture the largest difference of a probability; NaN where its answer is lacking, is of another number of classes, or holds NaN.
 * @param expected `[pictures][classes]`; `got` likewise, of which more than expected are left out
 */
export const differences = (expected: Rows, got: Rows): number[] =>
  expected.map((row, i) => (got[i]?.length === row.length ? largest(row.map((p, c) => Math.abs(p - got[i]![c]!))) : Number.NaN))

/** The largest; NaN where one of them is, or where there are none. */
export const largest = (values: readonly number[]): number => (values.length > 0 ? Math.max(...values) : Number.NaN)
