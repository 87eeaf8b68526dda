/** The sum that softmax, log loss and calibration have in common, in float64. */

/**
 * Maximum of `count` values from `from` on, and the sum of exp((value - maximum) / temperature): the maximum is taken out first, so nothing
 * overflows. The logarithm of the sum of exponentials is `max / temperature + ln(sum)`.
 * @param terms gets the exponentials, `[count]`
 */
export function partition(
  values: ArrayLike<number>,
  from: number,
  count: number,
  temperature = 1,
  terms?: Float64Array,
): { readonly max: number; readonly sum: number } {
  let max = Number.NEGATIVE_INFINITY
  for (let i = from; i < from + count; i++) max = Math.max(max, values[i]!)
  let sum = 0
  for (let i = from; i < from + count; i++) {
    const term = Math.exp((values[i]! - max) / temperature)
    sum += term
    if (terms) terms[i - from] = term
  }
  return { max, sum }
}
