/** One measured figure of `npm run bench`, and the shape of a benchmark module. */

export interface Row {
  readonly name: string
  /** What `ours` and `theirs` are in: "images/s", "ms", "GFLOP/s". */
  readonly unit: string
  readonly ours: number
  /** What is compared with, "PyTorch 1.13, 2 threads"; null where there is none. */
  readonly peer: string | null
  readonly theirs: number | null
  /** Above 1 ours is better, whatever the unit; null without a peer. */
  readonly ratio: number | null
}

/** What follows the benchmark's name on the command line: `--size 64 --quick` is `{size: '64', quick: true}`. */
export type BenchOptions = Readonly<Record<string, string | true>>

/** What `tools/bench/NAME.ts` exports as `run`. */
export type Bench = (options: BenchOptions) => Promise<Row[]>

/** `ours / theirs` where more is better, the inverse where less is (times); null without a peer. */
export function ratio(ours: number, theirs: number | null, better: 'more' | 'less'): number | null {
  if (theirs === null) return null
  return better === 'more' ? ours / theirs : theirs / ours
}

/** A figure that nothing is compared with. */
export const rowAlone = (name: string, unit: string, ours: number): Row => ({ name, unit, ours, peer: null, theirs: null, ratio: null })
