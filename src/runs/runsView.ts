/** What the list of runs and their comparison show: pure functions of the records. */
import { keptSummary, OPTIONS, type OptionName, type RunRecord, type RunSummary } from '../../workers/protocol'

export const SORTS = ['name', 'created', 'dataset', 'strategy', 'accuracy', 'epochs', 'status'] as const
export type SortKey = (typeof SORTS)[number]
export interface Sorting {
  readonly key: SortKey
  readonly descending: boolean
}

/** The best epoch of a run; null before the first ended. */
export const bestOfRun = (run: RunRecord) => run.epochs.findLast((record) => record.best) ?? null

/** The figures that a run is shown with: those of the weights that are kept, or of one whose weights found no room, its own. */
export const figuresOf = (run: RunRecord): RunSummary | null => keptSummary(run) ?? run.summary

const keyOf: Readonly<Record<SortKey, (run: RunRecord) => string | number>> = {
  name: (run) => run.name,
  created: (run) => run.created,
  dataset: (run) => run.dataset.name,
  strategy: (run) => run.config.strategy,
  accuracy: (run) => bestOfRun(run)?.val.accuracy ?? -1,
  epochs: (run) => run.epochs.length,
  status: (run) => run.status,
}

/** Sorted by a column; runs that are equal in it newest first. */
export function sortRuns(runs: readonly RunRecord[], { key, descending }: Sorting, locale: string): RunRecord[] {
  const collator = new Intl.Collator(locale, { numeric: true })
  const compare = (a: string | number, b: string | number) =>
    typeof a === 'string' && typeof b === 'string' ? collator.compare(a, b) : Number(a) - Number(b)
  return runs.toSorted((a, b) => (descending ? -1 : 1) * compare(keyOf[key](a), keyOf[key](b)) || b.number - a.number)
}

/** Runs whose name, pictures or notes hold every word of `words`, of one status where one is given. */
export function filterRuns(runs: readonly RunRecord[], words: string, status: RunRecord['status'] | null): RunRecord[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return runs.filter((run) => {
    const text = `${run.name} ${run.dataset.name} ${run.notes}`.toLowerCase()
    return (!status || run.status === status) && wanted.every((word) => text.includes(word))
  })
}

/** Options in the table's order, each with whether the runs differ in it. */
export function settingsOf(runs: readonly RunRecord[]): { name: OptionName; differs: boolean }[] {
  return (Object.keys(OPTIONS) as OptionName[]).map((name) => ({
    name,
    differs: new Set(runs.map((run) => run.config[name])).size > 1,
  }))
}

/** The epoch that an interrupted run goes on in; null where there is nothing to go on from. */
export function resumesAt(run: RunRecord): number | null {
  const checkpoint = run.checkpoints.at(-1)
  return run.status === 'interrupted' && checkpoint ? Math.min(checkpoint.epoch, run.config.epochs) : null
}

/** The newest finished run whose model is kept. */
export const reopenable = (runs: readonly RunRecord[] | null): RunRecord | null =>
  runs?.find(({ status, bestFile }) => status === 'finished' && bestFile !== null) ?? null

/** The newest run that can be gone on with. */
export const resumable = (runs: readonly RunRecord[] | null): RunRecord | null => runs?.find((run) => resumesAt(run) !== null) ?? null
