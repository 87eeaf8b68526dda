/**
 * When a run has diverged: its steps were too large, and it is further from the truth than guessing. Pure; docs/numerics.md has the reasons for each threshold.
 */
import type { EpochRecord } from '../../protocol'

/** A loss this many times that of guessing (ln of the number of classes) is a network that is certain and wrong. */
const FAR = 5
/** That many more steps far above than not end the run. */
const STEPS_TO_END = 50
/** With fewer steps far above in the whole run, bad figures at its end are a slow start. */
const LEAST_EVIDENCE = 5

/** Steps whose loss was far above guessing, as plain data so that a checkpoint holds it. */
export interface AstrayState {
  /** Goes up with each such step and down, not below 0, with every other: a spike that is got over leaves nothing. */
  readonly score: number
  /** All of them. */
  readonly steps: number
}
export const ASTRAY_START: AstrayState = { score: 0, steps: 0 }

const isFar = (loss: number, classes: number): boolean => !(loss <= FAR * Math.log(classes))

/** Takes in the loss of one step. */
export function astrayAfter({ score, steps }: AstrayState, loss: number, classes: number): AstrayState {
  return isFar(loss, classes) ? { score: score + 1, steps: steps + 1 } : { score: Math.max(0, score - 1), steps }
}

/** Whether training can end here: the loss is no number any more, or was far above guessing for long. */
export const ranAway = ({ score }: AstrayState, loss: number): boolean => !Number.isFinite(loss) || score >= STEPS_TO_END

/** Whether an epoch answered no more of its validation pictures rightly than naming the largest class always would. */
export function noBetterThanChance({ val, perClass }: Pick<EpochRecord, 'val' | 'perClass'>): boolean {
  const supports = perClass.map(({ support }) => support)
  const all = supports.reduce((sum, support) => sum + support, 0)
  return !(val.accuracy * all > Math.max(...supports) + 1e-6)
}

/**
 * Whether a run that has come to its end ended astray: its last epoch cannot be measured, or is far above guessing in training and validation,
 * or no epoch was better than chance; the latter two only with evidence that its steps were too large.
 * @param best the epoch whose weights are kept; none where no epoch counted as one
 */
export function endedAstray(
  { steps }: AstrayState,
  last: EpochRecord | undefined,
  best: EpochRecord | undefined,
  classes: number,
): boolean {
  if (!last) return false
  if (!Number.isFinite(last.val.loss)) return true
  if (steps < LEAST_EVIDENCE) return false
  return (isFar(last.train.loss, classes) && isFar(last.val.loss, classes)) || !best || noBetterThanChance(best)
}
