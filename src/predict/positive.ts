/** Whose probability a submission without a sample has. Pure. */

/**
 * Class index: of two classes the dog, which Kaggle's Dogs vs. Cats asks for, or else the last; null of more, where nothing tells which one is meant.
 */
export function presetPositive(names: readonly string[]): number | null {
  if (names.length > 2) return null
  const dog = names.findIndex((name) => /^dogs?$/i.test(name))
  return dog >= 0 ? dog : names.length - 1
}
