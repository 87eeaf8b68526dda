/** What to try next, from the figures of a run, and what each piece of it sets in the recipe. */
import {
  AUGMENTATIONS,
  type EpochRecord,
  type FinishReason,
  OPTIONS,
  PRESETS,
  type RunConfig,
  type RunRecord,
} from '../../workers/protocol'
import { onlyHeadLearns } from '../../workers/recipe/strategy'
import { rateAfterDiverging } from '../run/runEnd'
import { bestOf } from '../run/runView'
import { calling } from '../ui/names'

type Code =
  | 'diverged'
  | 'overfitting'
  | 'underfitting'
  | 'still-improving'
  | 'more-capacity'
  | 'own-weights'
  | 'few-validation'
  | 'weak-class'
  | 'good'

export interface Advice {
  readonly code: Code
  /** What it sets; none where the recipe is not what helps. */
  readonly changes?: Partial<RunConfig>
  /** The classes that it is about. */
  readonly weak?: WeakClasses
}

/** Those that are recognised least often, all alike: of several none is singled out. */
export interface WeakClasses {
  /** The first of them, and as it is called among the others. */
  readonly name: string
  readonly called: string
  /** How many they are, of how many that have validation pictures. */
  readonly classes: number
  readonly of: number
  /** 0..1 */
  readonly recall: number
  /** Validation pictures of each: the fewest and the most. */
  readonly pictures: readonly [fewest: number, most: number]
}

const MOST = 3

/** The whole network learns as by its preset, and for as many epochs at least: in one or two it would end below where the head was. */
const lettingAllLearn = (config: RunConfig): Partial<RunConfig> => ({ ...PRESETS.best.changes, epochs: longer(config) })

/** At most three pieces of advice, the weightiest first; none before the first epoch. `reason` is why the run ended, `config` the recipe that it had. */
export function adviceFor(
  epochs: readonly EpochRecord[],
  config: RunConfig,
  bundledWeights: boolean,
  reason: FinishReason | null = null,
): Advice[] {
  const best = bestOf(epochs)
  const last = epochs.at(-1)
  // Figures of a network that went astray say nothing else.
  if (reason === 'diverged') return [{ code: 'diverged', changes: { learningRate: rateAfterDiverging(config.learningRate) } }]
  if (!best || !last) return []
  const advice: Advice[] = []
  const total = best.perClass.reduce((sum, { support }) => sum + support, 0)
  // Dropout and augmentation make training harder than validation, so a training loss well below is a clear sign.
  if (last.train.loss < 0.6 * last.val.loss && last.val.accuracy < 0.98)
    advice.push({ code: 'overfitting', changes: AUGMENTATIONS.strong.changes })
  else if (last.train.accuracy < 0.7 && last.val.accuracy < 0.8)
    advice.push({ code: 'underfitting', changes: onlyHeadLearns(config) ? lettingAllLearn(config) : { epochs: longer(config) } })
  // As many more epochs are not set twice.
  const learnsLonger = advice.some(({ changes }) => changes?.epochs !== undefined)
  if (!learnsLonger && epochs.length > 1 && best.epoch === last.epoch && last.epoch === config.epochs && best.val.accuracy < 0.99)
    advice.push({ code: 'still-improving', changes: { epochs: longer(config) } })
  const weak = weakest(best)
  if (weak) advice.push({ code: 'weak-class', weak })
  const letsAllLearn = advice.some(({ code }) => code === 'underfitting')
  if (onlyHeadLearns(config) && !letsAllLearn && best.val.accuracy < 0.97)
    advice.push({ code: 'more-capacity', changes: lettingAllLearn(config) })
  if (bundledWeights && best.val.accuracy < 0.97) advice.push({ code: 'own-weights' })
  if (total < 100) advice.push({ code: 'few-validation' })
  return advice.length > 0 ? advice.slice(0, MOST) : [{ code: 'good' }]
}

/** Null where no class is clearly below the mean. */
function weakest({ perClass }: EpochRecord): WeakClasses | null {
  const judged = perClass.filter(({ support }) => support > 0)
  const recall = Math.min(...judged.map((one) => one.recall))
  const mean = judged.reduce((sum, one) => sum + one.recall, 0) / judged.length
  const alike = judged.filter((one) => one.recall === recall)
  const [first] = alike
  if (!first || recall >= mean - 0.05) return null
  const pictures = alike.map(({ support }) => support)
  const called = calling(perClass.map(({ name }) => name))(first.name)
  const range = [Math.min(...pictures), Math.max(...pictures)] as const
  return { name: first.name, called, classes: alike.length, of: judged.length, recall, pictures: range }
}

/** Twice as long; and where the head alone has learnt, as long as the whole network takes. */
const longer = (config: RunConfig): number =>
  Math.min(OPTIONS.epochs.max, Math.max(2 * config.epochs, onlyHeadLearns(config) ? PRESETS.best.changes.epochs : 0))

/** Those of the changes that the recipe has otherwise. */
export const missingIn = (config: RunConfig, changes: Partial<RunConfig>): Partial<RunConfig> =>
  Object.fromEntries(Object.entries(changes).filter(([name, value]) => config[name as keyof RunConfig] !== value))

/** The recipe's own values of what is changed: the way back. */
export const before = (config: RunConfig, changes: Partial<RunConfig>): Partial<RunConfig> =>
  Object.fromEntries(Object.keys(changes).map((name) => [name, config[name as keyof RunConfig]]))

/**
 * Whether a run started from the bundled weights, whatever is chosen since. An earlier version did not record that: a file's name has a dot, one of the
 * hub's a slash.
 */
export const startedBundled = ({ weights }: Pick<RunRecord, 'weights'>): boolean => weights.bundled ?? !/[./]/.test(weights.name)
