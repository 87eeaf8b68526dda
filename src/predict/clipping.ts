/** What clipping does to a submission's log loss. Pure; natural logarithms. */
import type { PredictionRecord } from '../../workers/protocol'

/** Clips to choose from; 0 is none. */
export const CLIPS = [0, 0.001, 0.005, 0.01, 0.02, 0.05] as const

/** What one answer costs when it is sure and wrong, and when it is sure and right, with probabilities held within clip..1-clip. */
export const clipCosts = (clip: number): { readonly worst: number; readonly each: number } => ({
  worst: -Math.log(clip),
  each: -Math.log(1 - clip),
})

/** Kaggle's own limit, so that an answer of exactly 0 or 1 has a finite cost. */
const LIMIT = 1e-15

/** Binary log loss of one class against the rest, with probabilities held within clip..1-clip. NaN for no answers. */
export function clippedLogLoss(answers: readonly PredictionRecord[], positive: number, clip: number): number {
  const least = Math.max(clip, LIMIT)
  const total = answers.reduce((sum, { label, probabilities }) => {
    const p = Math.min(1 - least, Math.max(least, probabilities[positive] ?? 0))
    return sum - Math.log(label === positive ? p : 1 - p)
  }, 0)
  return total / answers.length
}
