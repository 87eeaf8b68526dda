/** What dropout draws, a pure function of seed and counter: a resumed run, and every engine, drops the same. */

import type { DropoutLayer } from '../operations/dropout/facts'
import { STREAM, uniform } from '../random'

export interface Draw {
  readonly seed: number
  /** 0-based number of the micro-batch in the run. */
  readonly counter: number
}

/**
 * Writes each factor of a micro-batch: 0 where `uniform(seed, dropout, counter, element)`, of stochastic depth `uniform(seed, depth, counter, row, picture)`,
 * is below p, and 1 / (1 - p) elsewhere.
 * @param size factors of one picture
 * @param into whole pictures
 */
export function drawFactors({ p, row }: Pick<DropoutLayer, 'p' | 'row'>, { seed, counter }: Draw, size: number, into: Float32Array): void {
  const kept = 1 / (1 - p)
  if (row === undefined) {
    for (let i = 0; i < into.length; i++) into[i] = uniform(seed, STREAM.dropout, counter, i) < p ? 0 : kept
    return
  }
  for (let n = 0; n * size < into.length; n++)
    into.fill(uniform(seed, STREAM.depth, counter, row, n) < p ? 0 : kept, n * size, (n + 1) * size)
}
