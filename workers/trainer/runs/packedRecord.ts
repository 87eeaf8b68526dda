/** A run's record as it lies in the file of a run: every epoch once, without the scores that follow from its confusion matrix. Files of 0.1, with all of it, stay readable. */
import type { EpochRecord, RunRecord, RunSummary } from '../../protocol'
import { type LeanEpoch, withoutScores, withScores } from './epochScores'

/** A summary in a file: without its epochs, and the best of them, where they are the record's own. */
type PackedSummary = Omit<RunSummary, 'epochs' | 'best'> & {
  readonly epochs?: readonly LeanEpoch[] | undefined
  readonly best?: LeanEpoch | undefined
}
type Packed<R extends Pick<RunRecord, 'epochs' | 'summary'>> = Omit<R, 'epochs' | 'summary'> & {
  readonly epochs: readonly LeanEpoch[]
  readonly summary: PackedSummary | null
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

export function packRecord(record: RunRecord): Packed<RunRecord> {
  const lean = (epoch: EpochRecord) => withoutScores(epoch, record.classes)
  const epochs = record.epochs.map(lean)
  if (!record.summary) return { ...record, epochs, summary: null }
  const { epochs: told, best, ...summary } = record.summary
  if (same(told.map(lean), epochs) && same(lean(best), epochs[summary.bestEpoch - 1])) return { ...record, epochs, summary }
  return { ...record, epochs, summary: { ...summary, epochs: told.map(lean), best: lean(best) } }
}

/**
 * The record again.
 * @throws Error where the summary leaves out a best epoch that is not the record's
 */
export function unpackRecord<R extends Packed<Pick<RunRecord, 'classes' | 'epochs' | 'summary'>>>(
  packed: R,
): Omit<R, 'epochs' | 'summary'> & Pick<RunRecord, 'epochs' | 'summary'> {
  const whole = (epoch: LeanEpoch) => withScores(epoch, packed.classes)
  const epochs = packed.epochs.map(whole)
  if (!packed.summary) return { ...packed, epochs, summary: null }
  const { epochs: told, best: toldBest, ...summary } = packed.summary
  const all = told?.map(whole) ?? epochs
  const best = toldBest ? whole(toldBest) : epochs[summary.bestEpoch - 1]
  if (!best) throw new Error('its best epoch is not there')
  return { ...packed, epochs, summary: { ...summary, epochs: all, best } }
}
