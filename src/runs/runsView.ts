/** What the list of runs and their comparison show: pure functions of the records. */
import { type EpochRecord, keptSummary, OPTIONS, type OptionName, type RunRecord, type RunSummary } from '../../workers/protocol'

/** The best epoch of a run; null before the first ended. */
export const bestOfRun = (run: RunRecord) => run.epochs.findLast((record) => record.best) ?? null

/** The figures that a run is shown with: those of the weights that are kept, or of one whose weights found no room, its own. */
export const figuresOf = (run: RunRecord): RunSummary | null => keptSummary(run) ?? run.summary

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

/**
 * What two runs' records tell of whether one is better: `chance` where even if the better one were right on every picture that they differ on, McNemar's exact test
 * (p = 2^(1 - d) then, of d pictures) would not call it more than chance at 5%; `unknown` where only the pictures themselves tell.
 * Null where they were not validated with the same pictures under the same labels, or have no weights that were.
 */
export function maybeChance(a: RunRecord, b: RunRecord): { readonly says: 'chance' | 'unknown'; readonly pictures: number } | null {
  const [first, second] = [bestOfRun(a), bestOfRun(b)]
  if (!first || !second || a.dataset.fingerprint !== b.dataset.fingerprint || judgedBy(a) !== judgedBy(b)) return null
  const right = ({ val, judged }: EpochRecord) => Math.round(val.accuracy * (judged ?? a.split.val.length))
  const pictures = Math.abs(right(first) - right(second))
  return { says: 2 ** (1 - pictures) > 0.05 ? 'chance' : 'unknown', pictures }
}

const judges = new WeakMap<RunRecord, string>()

/** What a run was judged by: its validation pictures, and the classes that they had. Figures of runs are comparable where it is the same. */
export function judgedBy(run: RunRecord): string {
  const known = judges.get(run)
  if (known !== undefined) return known
  const { split, labels, classes } = run
  const made = JSON.stringify([split.val, labels.slice(split.train.length).map((label) => classes[label] ?? '')])
  judges.set(run, made)
  return made
}

/** How what a run was judged by differs from that of another: so many of its validation pictures are not among the other's, or have another class there. */
export function judgedOtherwise(run: RunRecord, other: RunRecord): { readonly pictures: number; readonly labels: number } {
  const classOf = ({ split, labels, classes }: RunRecord) =>
    new Map(split.val.map((path, i) => [path, classes[labels[split.train.length + i] ?? -1] ?? '']))
  const [mine, theirs] = [classOf(run), classOf(other)]
  const paths = [...mine.keys()]
  const pictures = paths.filter((path) => !theirs.has(path)).length + [...theirs.keys()].filter((path) => !mine.has(path)).length
  return { pictures, labels: paths.filter((path) => theirs.has(path) && theirs.get(path) !== mine.get(path)).length }
}

/** The epoch that an interrupted run goes on in; null where there is nothing to go on from. */
export function resumesAt(run: RunRecord): number | null {
  const checkpoint = run.checkpoints.at(-1)
  return run.status === 'interrupted' && checkpoint ? Math.min(checkpoint.epoch, run.config.epochs) : null
}

/** The newest finished run whose model is kept; of those that a person started. */
export const reopenable = (runs: readonly RunRecord[] | null): RunRecord | null =>
  runs?.find(({ status, bestFile, search }) => status === 'finished' && bestFile !== null && !search) ?? null

/** The newest run that can be gone on with; a search for a recipe is gone on with as a whole. */
export const resumable = (runs: readonly RunRecord[] | null): RunRecord | null =>
  runs?.find((run) => !run.search && resumesAt(run) !== null) ?? null
