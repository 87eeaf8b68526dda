/** How many pictures of a class learn, are held out, are used: counted by the page before a run, picked by the trainer in it. */
import type { DatasetSummary, RunConfig } from '../protocol'

interface Counts {
  readonly train: number
  readonly val: number
}

/** How many of a class's pictures are held out: round(pictures * fraction), at least one and at most all but one where there are two or more. */
export const heldOut = (pictures: number, fraction: number): number => Math.min(pictures - 1, Math.max(1, Math.round(pictures * fraction)))

/** What each of so many classes may use where `limit` pictures are used in all: as even as can be, the first get the rest. */
export const evenShares = (limit: number, classes: number): number[] =>
  Array.from({ length: classes }, (_, at) => Math.floor(limit / classes) + (at < limit % classes ? 1 : 0))

/** Of a class's pictures those that are used where it may use `share`: in its own proportion of training and validation, at least one of each that it has. */
export function withinShare({ train, val }: Counts, share: number): Counts {
  const all = train + val
  if (all <= share) return { train, val }
  const kept = val === 0 ? 0 : Math.min(val, Math.max(1, Math.round((share * val) / all)))
  return { train: Math.min(train, Math.max(1, share - kept)), val: kept }
}

/** What of the open pictures and of the recipe says how many learn. */
type Summary = Pick<DatasetSummary, 'classes' | 'splitFrom' | 'valFraction'>

/**
 * How many pictures a run of the recipe learns from: neither left out, unlabelled, held out, nor beyond the limit. Where another share is held
 * out than the pictures are split by (they are split anew when the run begins), pictures that go together or were moved are not foreseen.
 */
export function trainingPictures({ classes, splitFrom, valFraction }: Summary, config: Pick<RunConfig, 'limit' | 'valFraction'>): number {
  const counts = classes.map(({ counts: { train, val } }): Counts => {
    const all = train + val
    if (splitFrom === 'folders' || valFraction === config.valFraction || all === 0) return { train, val }
    const out = heldOut(all, config.valFraction)
    return { train: all - out, val: out }
  })
  const learning = counts.filter(({ train, val }) => train + val > 0)
  const shares = config.limit === 0 ? null : evenShares(config.limit, learning.length)
  return learning.reduce((sum, count, at) => sum + (shares ? withinShare(count, shares[at]!) : count).train, 0)
}
