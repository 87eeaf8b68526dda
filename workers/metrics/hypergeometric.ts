/** Whether something is commoner in a group than chance gives, and what is left of that after many looks. */

/** Natural logarithms of k! for k = 0..n. */
function logFactorials(n: number): Float64Array {
  const logs = new Float64Array(n + 1)
  for (let k = 2; k <= n; k++) logs[k] = logs[k - 1]! + Math.log(k)
  return logs
}

/**
 * Fisher's exact test (1922), one-sided: of `n` things of which `marked` are marked, the probability that `drawn` of them at random have `found` marked ones or more
 * (the upper tail of the hypergeometric distribution).
 *
 * @returns 0..1
 * @throws RangeError where the counts do not fit each other
 */
export function fisherUpper({
  n,
  marked,
  drawn,
  found,
}: {
  readonly n: number
  readonly marked: number
  readonly drawn: number
  readonly found: number
}): number {
  const most = Math.min(marked, drawn)
  if (marked > n || drawn > n || found > most || found < 0 || found < drawn + marked - n)
    throw new RangeError(`${found} of ${marked} marked in ${drawn} of ${n}`)
  const log = logFactorials(n)
  const choose = (of: number, k: number) => log[of]! - log[k]! - log[of - k]!
  let tail = 0
  for (let k = found; k <= most; k++) tail += Math.exp(choose(marked, k) + choose(n - marked, drawn - k) - choose(n, drawn))
  return Math.min(1, tail)
}

/**
 * Probabilities of several tests, corrected for their number (Holm 1979): where those below a level are believed, one that is believed wrongly is no likelier than that
 * level, however the tests hang together.
 *
 * @returns in their order, 0..1
 */
export function holm(probabilities: readonly number[]): number[] {
  const order = probabilities.map((_, i) => i).sort((a, b) => probabilities[a]! - probabilities[b]!)
  const corrected = new Array<number>(probabilities.length).fill(1)
  let most = 0
  for (const [place, i] of order.entries()) {
    most = Math.max(most, Math.min(1, probabilities[i]! * (probabilities.length - place)))
    corrected[i] = most
  }
  return corrected
}
