/** Answers averaged over views of a picture (test-time augmentation) or over several models, with weights fitted on validation. */

/** Weighted mean of several `[n, classes]` probability sets; equal weights without `weights`, which must sum to 1. */
export function averageProbabilities(sets: readonly ArrayLike<number>[], weights?: readonly number[]): Float64Array {
  const first = sets[0]
  if (!first || sets.some((set) => set.length !== first.length))
    throw new RangeError('the probability sets differ in length, or there is none')
  const out = new Float64Array(first.length)
  sets.forEach((set, k) => {
    const weight = weights ? weights[k]! : 1 / sets.length
    for (let i = 0; i < out.length; i++) out[i]! += weight * set[i]!
  })
  return out
}

/**
 * Weights (at least 0, summing to 1) of the mixture of `sets` with the least log loss of the labels.
 *
 * Expectation-maximisation for mixture proportions: the loss is convex in the weights, every round lowers it, and no weight leaves the simplex.
 * @param sets probabilities `[n, classes]` by model or by view, of pictures that none of the models learnt from
 */
export function fitMixtureWeights(labels: ArrayLike<number>, sets: readonly ArrayLike<number>[], classes: number, rounds = 2000): number[] {
  let weights = sets.map(() => 1 / sets.length)
  if (labels.length === 0) return weights
  const likelihoods = sets.map((set) =>
    Float64Array.from({ length: labels.length }, (_, i) => Math.max(set[i * classes + labels[i]!]!, 1e-12)),
  )
  for (let round = 0; round < rounds; round++) {
    const next = weights.map(() => 0)
    for (let i = 0; i < labels.length; i++) {
      let total = 0
      for (let k = 0; k < weights.length; k++) total += weights[k]! * likelihoods[k]![i]!
      for (let k = 0; k < weights.length; k++) next[k]! += (weights[k]! * likelihoods[k]![i]!) / total / labels.length
    }
    const moved = next.reduce((most, weight, k) => Math.max(most, Math.abs(weight - weights[k]!)), 0)
    weights = next
    if (moved < 1e-9) break
  }
  return weights
}

/**
 * What fitted weights do to pictures that they were not fitted on: the pictures are dealt into `folds` parts in turn (1, 2, ..., 1, 2, ...), and
 * each part is answered with weights fitted on the others.
 * @returns probabilities `[n, classes]`
 */
export function heldOutMixture(
  labels: ArrayLike<number>,
  sets: readonly ArrayLike<number>[],
  classes: number,
  folds: number,
): Float64Array {
  const rows = Array.from(labels, (_, i) => i)
  const out = new Float64Array(labels.length * classes)
  for (let fold = 0; fold < folds; fold++) {
    const others = rows.filter((i) => i % folds !== fold)
    const part = (set: ArrayLike<number>) => others.flatMap((i) => Array.from({ length: classes }, (_, c) => set[i * classes + c]!))
    const weights = fitMixtureWeights(
      others.map((i) => labels[i]!),
      sets.map(part),
      classes,
    )
    for (const i of rows)
      if (i % folds === fold)
        for (let c = 0; c < classes; c++) out[i * classes + c] = sets.reduce((p, set, k) => p + weights[k]! * set[i * classes + c]!, 0)
  }
  return out
}
