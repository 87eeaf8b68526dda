/** The scores of each class, left out of an epoch that is kept where they follow from its confusion matrix: a thousand classes make 200,000 of them in 200 epochs. */
import { classScores } from '../../metrics/confusion'
import type { ClassScores, ConfusionCounts, EpochRecord } from '../../protocol'

/** An epoch as it is kept: without the scores that `withScores` gives back. */
export type LeanEpoch = Omit<EpochRecord, 'perClass'> & { readonly perClass?: readonly ClassScores[] | undefined }

const sameScores = (a: readonly ClassScores[], b: readonly ClassScores[]): boolean =>
  a.length === b.length &&
  a.every((one, i) => (['name', 'precision', 'recall', 'f1', 'support'] as const).every((key) => Object.is(one[key], b[i]![key])))

/**
 * The epoch without its scores, or as it is where they do not follow.
 * @param names of the classes
 */
export function withoutScores(epoch: LeanEpoch, names: readonly string[]): LeanEpoch {
  const { perClass, ...rest } = epoch
  return perClass && sameScores(perClass, classScores(rest.confusion, names)) ? rest : epoch
}

/** The epoch with its scores again. */
export const withScores = <T extends { readonly confusion: ConfusionCounts; readonly perClass?: readonly ClassScores[] | undefined }>(
  epoch: T,
  names: readonly string[],
): T & { readonly perClass: readonly ClassScores[] } => ({ ...epoch, perClass: epoch.perClass ?? classScores(epoch.confusion, names) })
