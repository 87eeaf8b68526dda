/** What to try next, from the figures of a run. */
import type { EpochRecord, FinishReason, RunConfig, RunRecord } from '../../workers/protocol'
import { onlyHeadLearns } from '../../workers/recipe/strategy'
import { bestOf } from '../run/runView'

export type Advice =
  | {
      readonly code:
        | 'diverged'
        | 'overfitting'
        | 'underfitting'
        | 'still-improving'
        | 'more-capacity'
        | 'own-weights'
        | 'few-validation'
        | 'good'
    }
  | { readonly code: 'weak-class'; readonly name: string; readonly recall: number }

const MOST = 3

/** At most three pieces of advice, the weightiest first; none before the first epoch. `reason` is why the run ended. */
export function adviceFor(
  epochs: readonly EpochRecord[],
  config: RunConfig,
  bundledWeights: boolean,
  reason: FinishReason | null = null,
): Advice[] {
  const best = bestOf(epochs)
  const last = epochs.at(-1)
  // Figures of a network that went astray say nothing else.
  if (reason === 'diverged') return [{ code: 'diverged' }]
  if (!best || !last) return []
  const advice: Advice[] = []
  const total = best.perClass.reduce((sum, { support }) => sum + support, 0)
  // Dropout and augmentation make training harder than validation, so a training loss well below is a clear sign.
  if (last.train.loss < 0.6 * last.val.loss && last.val.accuracy < 0.98) advice.push({ code: 'overfitting' })
  else if (last.train.accuracy < 0.7 && last.val.accuracy < 0.8) advice.push({ code: 'underfitting' })
  if (epochs.length > 1 && best.epoch === last.epoch && last.epoch === config.epochs && best.val.accuracy < 0.99)
    advice.push({ code: 'still-improving' })
  const weakest = best.perClass.toSorted((a, b) => a.recall - b.recall)[0]
  const mean = best.perClass.reduce((sum, { recall }) => sum + recall, 0) / best.perClass.length
  if (weakest && weakest.support > 0 && weakest.recall < mean - 0.05)
    advice.push({ code: 'weak-class', name: weakest.name, recall: weakest.recall })
  if (onlyHeadLearns(config) && best.val.accuracy < 0.97) advice.push({ code: 'more-capacity' })
  if (bundledWeights && best.val.accuracy < 0.97) advice.push({ code: 'own-weights' })
  if (total < 100) advice.push({ code: 'few-validation' })
  return advice.length > 0 ? advice.slice(0, MOST) : [{ code: 'good' }]
}

/**
 * Whether a run started from the bundled weights, whatever is chosen since. An earlier version did not record that: a file's name has a dot, one of the
 * hub's a slash.
 */
export const startedBundled = ({ weights }: Pick<RunRecord, 'weights'>): boolean => weights.bundled ?? !/[./]/.test(weights.name)
