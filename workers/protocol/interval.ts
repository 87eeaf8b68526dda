/** How sure a share is that was counted: for everybody who shows an accuracy. */

/** The standard normal distribution's 97.5th percentile. */
const Z = 1.959963984540054

/**
 * Wilson's (1927) score interval of a share at 95%, without continuity correction: `right` of `of` were seen, 0..of. Unlike plus and minus two standard errors
 * it stays within 0..1 and says something where all or none are right.
 * @returns lower and upper end, 0..1; NaN for none of none
 */
export function wilsonInterval(right: number, of: number): readonly [number, number] {
  const share = right / of
  const z2 = (Z * Z) / of
  const middle = (share + z2 / 2) / (1 + z2)
  const half = (Z / (1 + z2)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of))
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}
