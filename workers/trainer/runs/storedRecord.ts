/** A run's record as it lies in IndexedDB: an epoch without the scores that follow from its confusion matrix. Records of earlier versions have them, and stay readable. */
import { asRecorded, type EpochRecord, type RunRecord, type RunSummary } from '../../protocol'
import { type LeanEpoch, withoutScores, withScores } from './epochScores'

type Lean<T> = Omit<T, 'epochs' | 'best'> & { readonly epochs: readonly LeanEpoch[] }
/** What is written and read. */
export type StoredRecord = Omit<Lean<RunRecord>, 'summary'> & {
  readonly summary: (Lean<RunSummary> & { readonly best: LeanEpoch }) | null
}

/** `change` once for each epoch: the summary's are those of the record, and the database writes what is there twice only once. */
const oncePerEpoch = <A extends object, B>(change: (epoch: A) => B): ((epoch: A) => B) => {
  const changed = new Map<A, B>()
  return (epoch) => {
    const known = changed.get(epoch)
    if (known) return known
    const made = change(epoch)
    changed.set(epoch, made)
    return made
  }
}

/** The record as it is written. */
export function stored(record: RunRecord): StoredRecord {
  const { epochs, summary, classes } = record
  const lean = oncePerEpoch((epoch: LeanEpoch) => withoutScores(epoch, classes))
  return {
    ...record,
    epochs: epochs.map(lean),
    summary: summary && { ...summary, best: lean(summary.best), epochs: summary.epochs.map(lean) },
  }
}

/** The record again. */
export function unstored(record: StoredRecord): RunRecord {
  const { epochs, summary, classes, config, search } = record
  const whole = oncePerEpoch((epoch: LeanEpoch): EpochRecord => withScores(epoch, classes))
  return {
    ...record,
    config: asRecorded(config),
    ...(search?.from ? { search: { ...search, from: asRecorded(search.from) } } : {}),
    epochs: epochs.map(whole),
    summary: summary && { ...summary, best: whole(summary.best), epochs: summary.epochs.map(whole) },
  }
}
