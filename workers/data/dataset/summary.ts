/** A dataset as the page is told of it. */
import {
  type AdditionsSummary,
  type ClassSummary,
  type DatasetChanges,
  type DatasetSummary,
  type GroupsFound,
  NO_CHANGES,
  type Skipped,
  type SkipReason,
  type Split,
} from '../../protocol/dataset'
import type { Dataset } from './dataset'

/** How many examples of what was left out the page is given. */
const EXAMPLES = 200

/** What was left out, as the page is told of it. */
export function skippedFiles(skipped: readonly Skipped[]): DatasetSummary['skipped'] {
  const counts: Partial<Record<SkipReason, number>> = {}
  for (const { reason } of skipped) counts[reason] = (counts[reason] ?? 0) + 1
  return { counts, examples: skipped.slice(0, EXAMPLES) }
}

const NOTHING_ELSE = { emptyClasses: [], lost: { pictures: 0, examples: [] } }

/** @param own what of the additions is not in the samples */
export function summarize(
  dataset: Dataset,
  changes: DatasetChanges = NO_CHANGES,
  own: Pick<AdditionsSummary, 'emptyClasses' | 'lost'> = NOTHING_ELSE,
): DatasetSummary {
  const zero = (): Record<Split, number> => ({ train: 0, val: 0, test: 0 })
  const classes: (ClassSummary & { counts: Record<Split, number> })[] = dataset.classes.map((name) => ({ name, counts: zero() }))
  const counts = zero()
  let unlabelled = 0
  for (const { label, split, used } of dataset.samples) {
    if (!used) continue
    const of = classes[label]
    if (of) {
      of.counts[split]++
      counts[split]++
    } else unlabelled++
  }
  const {
    fingerprint,
    pictures,
    name,
    layout,
    readAs,
    alternatives,
    evidence,
    onlyInTest,
    tables,
    codePage,
    splitFrom,
    valFraction,
    bytes,
  } = dataset
  const added = dataset.samples.filter((sample) => sample.added !== undefined).length
  return {
    fingerprint,
    pictures,
    name,
    layout,
    readAs,
    groups: groupsFound(dataset),
    alternatives,
    evidence,
    onlyInTest,
    tables,
    codePage,
    classes,
    counts,
    unlabelled,
    splitFrom,
    valFraction,
    bytes,
    skipped: skippedFiles(dataset.skipped),
    changes,
    additions: { base: dataset.base ?? fingerprint, pictures: added, ...own },
  }
}

/** What the page is told of the groups that were found; null where there are none. */
function groupsFound({ groups, samples }: Dataset): GroupsFound | null {
  if (!groups) return null
  const { of, kind, example } = groups
  const learnt = new Set<number>()
  samples.forEach(({ split, used }, i) => {
    if (of[i]! >= 0 && used && split === 'train') learnt.add(of[i]!)
  })
  const inOne = of.filter((group) => group >= 0)
  const apart = samples.filter(({ split, used, label }, i) => used && label >= 0 && split !== 'train' && learnt.has(of[i]!)).length
  return { kind, groups: new Set(inOne).size, pictures: inOne.length, example, apart }
}
