/** The columns of the list of runs: what each is sorted by, and which of its figures is the best. Pure. */
import { networkLabel, type RunRecord } from '../../workers/protocol'
import { mostAccurateOf } from '../run/runView'
import { bestOfRun, figuresOf } from './runsView'

/** Beside the name, which is always there; in the order in which they stand, what a narrow window should show first. */
export const COLUMNS = [
  'accuracy',
  'highest',
  'loss',
  'test',
  'size',
  'rate',
  'strategy',
  'network',
  'weights',
  'batch',
  'epochs',
  'time',
  'created',
  'status',
  'space',
  'device',
] as const
export type Column = (typeof COLUMNS)[number]

export const DEFAULT_COLUMNS: readonly Column[] = ['accuracy', 'loss', 'size', 'rate', 'strategy', 'epochs', 'created', 'status']

export type SortKey = Column | 'name'
export interface Sorting {
  readonly key: SortKey
  readonly descending: boolean
}

/** Bytes that runs take, by their ids. */
export type Space = Readonly<Record<string, number>>

/** Seconds that a run took. */
export const secondsOf = (run: RunRecord): number => figuresOf(run)?.seconds ?? run.epochs.reduce((sum, { seconds }) => sum + seconds, 0)

/** What a run is sorted by in a column; NaN and an empty text for what it has not. */
export const VALUES: Readonly<Record<SortKey, (run: RunRecord, space: Space) => string | number>> = {
  name: (run) => run.name,
  created: (run) => run.created,
  strategy: (run) => run.config.strategy,
  network: (run) => networkLabel(run.config),
  weights: (run) => run.weights.name,
  size: (run) => run.config.imageSize,
  rate: (run) => run.config.learningRate,
  batch: (run) => run.config.batchSize,
  accuracy: (run) => bestOfRun(run)?.val.accuracy ?? Number.NaN,
  highest: (run) => mostAccurateOf(run.epochs)?.val.accuracy ?? Number.NaN,
  loss: (run) => bestOfRun(run)?.val.loss ?? Number.NaN,
  test: (run) => figuresOf(run)?.test?.scores.accuracy ?? Number.NaN,
  epochs: (run) => run.epochs.length,
  time: (run) => (run.epochs.length > 0 ? secondsOf(run) : Number.NaN),
  device: (run) => run.device.device,
  space: (run, space) => space[run.id] ?? Number.NaN,
  status: (run) => run.status,
}

/** Columns that say how good a run is, and by which end. */
const GOOD: Readonly<Partial<Record<Column, 'high' | 'low'>>> = { accuracy: 'high', highest: 'high', loss: 'low', test: 'high' }

/** Figures and dates are first wanted from the top down, names and losses from the low end. */
export const isDescendingFirst = (key: SortKey): boolean =>
  ['created', 'size', 'accuracy', 'highest', 'test', 'epochs', 'time', 'space'].includes(key)

/** Ids of the runs with the best figure of a column, equals all of them; of runs that were judged by the same pictures. None where fewer than two have a figure. */
export function bestIn(runs: readonly RunRecord[], column: Column): ReadonlySet<string> {
  const good = GOOD[column]
  const figures = runs.flatMap((run) => {
    const value = Number(VALUES[column](run, {}))
    return Number.isFinite(value) ? [{ id: run.id, value }] : []
  })
  if (!good || figures.length < 2) return new Set()
  const best = figures.reduce((most, { value }) => (good === 'high' ? Math.max(most, value) : Math.min(most, value)), figures[0]!.value)
  return new Set(figures.filter(({ value }) => value === best).map(({ id }) => id))
}

/** Sorted by a column; runs without a figure last whichever way, those that are equal newest first. */
export function sortRuns(runs: readonly RunRecord[], { key, descending }: Sorting, locale: string, space: Space = {}): RunRecord[] {
  const collator = new Intl.Collator(locale, { numeric: true })
  const has = (value: string | number) => value !== '' && !Number.isNaN(value)
  const compare = (a: string | number, b: string | number) => {
    if (has(a) !== has(b)) return has(a) ? -1 : 1
    if (!has(a)) return 0
    const order = typeof a === 'string' && typeof b === 'string' ? collator.compare(a, b) : Number(a) - Number(b)
    return descending ? -order : order
  }
  return runs.toSorted((a, b) => compare(VALUES[key](a, space), VALUES[key](b, space)) || b.number - a.number)
}

/** How many of the columns, from the first on, have room beside each other in `room`; px. */
export function columnsThatFit(widths: readonly number[], room: number): number {
  let left = room
  const first = widths.findIndex((width) => {
    left -= width
    return left < 0
  })
  return first < 0 ? widths.length : first
}

/** Whether nobody chose others. */
export const areUsual = (columns: readonly Column[]): boolean => columns.join() === DEFAULT_COLUMNS.join()

/** The names of columns that there are, in their order: what an earlier or later version remembered may name others. */
export const knownColumns = (names: readonly string[]): Column[] => COLUMNS.filter((column) => names.includes(column))

/** Bytes of what can be removed of finished runs so that their models stay: of each its checkpoints; about, since best weights may be shared with them. */
export function spareBytes(runs: readonly RunRecord[]): { readonly runs: readonly RunRecord[]; readonly bytes: number } {
  const able = runs.filter(({ status, bestFile, checkpoints }) => status === 'finished' && bestFile !== null && checkpoints.length > 0)
  return { runs: able, bytes: able.reduce((sum, { checkpoints }) => sum + checkpoints.reduce((all, { bytes }) => all + bytes, 0), 0) }
}
