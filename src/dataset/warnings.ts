/** What about the counts a person should know before training. */
import type { DatasetSummary } from '../../workers/protocol'

const IMBALANCED_FROM = 3
const FEW_BELOW = 50

const byTraining = ({ classes }: DatasetSummary) => classes.toSorted((a, b) => a.counts.train - b.counts.train)

/** The largest class, the smallest, and how many times as many training pictures the largest has. */
export interface Imbalance {
  readonly most: string
  readonly least: string
  readonly times: number
}

/** Null below three times. */
export function imbalanceOf(dataset: DatasetSummary): Imbalance | null {
  const sorted = byTraining(dataset)
  const [least, most] = [sorted[0], sorted.at(-1)]
  if (!least || !most) return null
  const times = most.counts.train / Math.max(1, least.counts.train)
  return times >= IMBALANCED_FROM ? { most: most.name, least: least.name, times: Math.floor(times) } : null
}

/** Classes with fewer than 50 training pictures. */
export interface FewPictures {
  /** How many classes, of how many. */
  readonly classes: number
  readonly of: number
  /** The smallest of them, and how many training pictures those have, at least and at most. */
  readonly name: string
  readonly least: number
  readonly most: number
}

/** Null where every class has enough. */
export function fewPictures(dataset: DatasetSummary): FewPictures | null {
  const few = byTraining(dataset).filter(({ counts }) => counts.train < FEW_BELOW)
  const [first, last] = [few[0], few.at(-1)]
  if (!first || !last) return null
  return { classes: few.length, of: dataset.classes.length, name: first.name, least: first.counts.train, most: last.counts.train }
}

/** Classes that training has and validation has not: nobody sees how well they are told apart. */
export const onlyInTraining = ({ classes }: DatasetSummary): string[] =>
  classes.filter(({ counts }) => counts.train > 1 && counts.val === 0).map(({ name }) => name)

/** Classes that validation has and training has not: what they look like is never learnt. */
export const onlyInValidation = ({ classes }: DatasetSummary): string[] =>
  classes.filter(({ counts }) => counts.train === 0 && counts.val > 0).map(({ name }) => name)

const VALIDATION_SHARE = 0.05
const VALIDATION_ENOUGH = 100

/** The counts where folders bring a validation split of few pictures beside many to learn from (16 beside 5,216); null otherwise. */
export function thinValidation({ counts, splitFrom }: DatasetSummary): { val: number; train: number } | null {
  const thin = splitFrom === 'folders' && counts.val < VALIDATION_ENOUGH && counts.val < counts.train * VALIDATION_SHARE
  return thin && counts.val > 0 ? { val: counts.val, train: counts.train } : null
}
