/** What the records of a search's runs tell of it: each trial's figures, how far it has come, and what the page shows. */
import { type Dataset, idsOf } from '../../data/dataset/dataset'
import type { EpochRecord, ProblemCode, RunConfig, RunRecord, SearchState, SearchTrial, TrialFigure } from '../../protocol'
import { bestHead, bestOf, nextHead, stagesOf, type Tried } from './halving'
import { HEADS, headConfigs, STAGES, untrainedConfigs, wholeConfigs } from './space'

/** Fewer validation pictures than this tell little (95% of 200 right is 91% to 97%): then heads of five parts judge all pictures between them. */
const FEW_VALIDATION = 200
/** Five parts look at every picture five times as often: not worth it, nor needed, beyond so many. */
const MOST_FOLDED = 4000
/** Of which the run's own validation pictures are one. */
const PARTS = 5

/** What the plan of a search follows from. */
export interface Basis {
  /** The recipe that the person had. */
  readonly config: RunConfig
  /** Training pictures of each class. */
  readonly trainCounts: readonly number[]
  readonly valCount: number
  /** Nothing in the network has learnt yet: then no head is tried, and the whole network learns in every trial. */
  readonly isUntrained: boolean
}

/** @param trial the record of any of its trials, which all use the same pictures */
export const basisOf = (from: RunConfig, { classes, labels, split, weights }: RunRecord): Basis => ({
  config: from,
  trainCounts: countsOf(classes.length, labels.slice(0, split.train.length)),
  valCount: split.val.length,
  isUntrained: weights.isUntrained ?? false,
})

export function basisOfPictures(dataset: Dataset, config: RunConfig, isUntrained: boolean): Basis {
  const labels = Array.from(idsOf(dataset, 'train'), (id) => dataset.samples[id]!.label)
  return { config, trainCounts: countsOf(dataset.classes.length, labels), valCount: idsOf(dataset, 'val').length, isUntrained }
}

function countsOf(classes: number, labels: readonly number[]): number[] {
  const counts = new Array<number>(classes).fill(0)
  for (const label of labels) counts[label]!++
  return counts
}

/** So many heads judge all pictures between them; 0 where the run's own validation pictures do. */
function foldsFor({ config, trainCounts, valCount, isUntrained }: Basis): number {
  if (isUntrained) return 0
  const all = trainCounts.reduce((sum, count) => sum + count, valCount)
  // Heads of other parts draw their pictures evenly: of one that draws them by class they would tell nothing.
  if (config.balance === 'sampled') return 0
  return valCount < FEW_VALIDATION && all <= MOST_FOLDED ? PARTS : 0
}

/** Whether a run has come to the end of a stage of `epochs`: it learnt so long, or ended of itself. */
export function isThrough({ epochs: done, status, reason }: Pick<RunRecord, 'epochs' | 'status' | 'reason'>, epochs: number): boolean {
  return done.length >= epochs || (status === 'finished' && (reason === 'early-stop' || reason === 'diverged'))
}

/** A run's best epoch among its first `epochs`, by its own metric, as early stopping counts. */
function bestWithin({ epochs: done, config }: RunRecord, epochs: number) {
  const value = ({ val }: EpochRecord) => (config.stopMetric === 'val-loss' ? -val.loss : val.accuracy)
  const measured = done.slice(0, epochs).filter((one) => Number.isFinite(value(one)))
  return measured.reduce<EpochRecord | undefined>((best, one) => (best && value(best) >= value(one) ? best : one), undefined)
}

/** How a run did at a stage of `epochs`; null where it is not through, or other parts of the pictures are still to be judged. */
function figureAt(record: RunRecord, epochs: number, folds: number): TrialFigure | null {
  const best = isThrough(record, epochs) ? bestWithin(record, epochs) : undefined
  if (!best) return null
  const judged = best.judged ?? record.split.val.length
  const own = {
    epochs: Math.min(epochs, record.epochs.length),
    accuracy: best.val.accuracy,
    loss: best.val.loss,
    judged,
    own: best.val.accuracy,
  }
  if (folds === 0) return own
  const all = record.search?.folds?.find((one) => one.epochs === epochs)
  return all ? { ...own, accuracy: all.right / all.judged, loss: all.loss, judged: all.judged } : null
}

/** A head's figures, stage by stage, as far as it is through. */
function headFigures(record: RunRecord, folds: number): TrialFigure[] {
  const figures: TrialFigure[] = []
  for (const epochs of STAGES) {
    const figure = figureAt(record, epochs, folds)
    if (!figure) break
    figures.push(figure)
  }
  return figures
}

type Plan = Pick<Basis, 'isUntrained'>
const kindOf = (number: number, { isUntrained }: Plan): SearchTrial['kind'] => (isUntrained || number > HEADS ? 'whole' : 'head')

/**
 * Whether a problem is what was to be found out of a trial's recipe, and the search goes on without it: a loss that ran away, or a whole network that
 * this device has no memory for. A head that finds none ends the search, as a network does that begins untrained: no other trial would find more, and the person is to hear of it.
 */
export const isFinding = (number: number, code: ProblemCode, plan: Plan): boolean =>
  code === 'diverged' ||
  (!plan.isUntrained && kindOf(number, plan) === 'whole' && (code === 'out-of-memory' || code === 'device-too-small'))

/** Whether a run without a figure will have none: one that ran out of memory could be gone on with, and would do so again. */
const hasFailed = ({ status, reason, problem }: RunRecord, number: number, plan: Plan): boolean =>
  (status !== 'finished' && problem !== null && isFinding(number, problem.code, plan)) || (status === 'finished' && reason === 'diverged')

/** One trial of the plan, with its run where there is one. */
export interface Trial extends Tried {
  readonly kind: SearchTrial['kind']
  /** As it was, or is to be, begun. */
  readonly config: RunConfig
  readonly record: RunRecord | undefined
}

/** What is to be done next: a trial, up to so many epochs. */
export interface Step {
  readonly trial: Trial
  readonly epochs: number
}

/** A search by its runs. */
export class Trials {
  readonly folds: number
  readonly heads: readonly Trial[]
  /** None before all heads have come as far as they will. */
  readonly wholes: readonly Trial[]

  /** @param runs the kept runs of the search */
  constructor(
    private readonly runs: readonly RunRecord[],
    private readonly basis: Basis,
  ) {
    this.folds = foldsFor(basis)
    if (basis.isUntrained) {
      this.heads = []
      this.wholes = untrainedConfigs(basis.config).map((config, i) => this.trial(i + 1, 'whole', config))
      return
    }
    this.heads = headConfigs(basis.config, basis.trainCounts).map((config, i) => this.trial(i + 1, 'head', config))
    const head = nextHead(this.heads) === null ? bestHead(this.heads) : undefined
    const configs = head ? wholeConfigs(head.config) : []
    this.wholes = configs.map((config, i) => this.trial(HEADS + 1 + i, 'whole', config))
  }

  private trial(number: number, kind: Trial['kind'], planned: RunConfig): Trial {
    const record = this.runs.find(({ search }) => search?.trial === number)
    const config = record?.config ?? planned
    const figures = record ? (kind === 'head' ? headFigures(record, this.folds) : wholeFigures(record)) : []
    return {
      number,
      kind,
      config,
      record,
      figures,
      failed: record !== undefined && figures.length === 0 && hasFailed(record, number, this.basis),
    }
  }

  /** Numbers of the heads that take part in the stage that is under way, or in the last. */
  get staying(): ReadonlySet<number> {
    return new Set(
      stagesOf(this.heads)
        .at(-1)!
        .map(({ number }) => number),
    )
  }

  /** The next step of the plan; null where nothing is left of it. */
  get next(): Step | null {
    const head = nextHead(this.heads)
    if (head) return { trial: this.heads[head.number - 1]!, epochs: STAGES[head.stage]! }
    const whole = this.wholes.find(({ figures, failed }) => figures.length === 0 && !failed)
    return whole ? { trial: whole, epochs: whole.config.epochs } : null
  }

  /**
   * What the page shows of them.
   * @param on the trial that is being trained
   */
  shown(on: number | null): Pick<SearchState, 'stages' | 'folds' | 'best' | 'trials'> {
    const { heads, wholes, folds } = this
    return { stages: this.basis.isUntrained ? [] : STAGES, folds, best: bestOf(heads, wholes, folds), trials: this.rows(on) }
  }

  private rows(on: number | null): readonly SearchTrial[] {
    const { staying } = this
    return [...this.heads, ...this.wholes].map(({ number, kind, config, record, figures, failed }) => {
      const isOut = kind === 'head' && figures.length > 0 && !staying.has(number)
      const begun = record ? (record.status === 'interrupted' ? 'begun' : 'tried') : 'waiting'
      const status = number === on ? 'on' : failed ? 'failed' : isOut ? 'out' : figures.length > 0 && begun === 'begun' ? 'tried' : begun
      return { number, kind, config, runId: record?.id ?? null, status, figures }
    })
  }
}

function wholeFigures(record: RunRecord): TrialFigure[] {
  const figure = figureAt(record, record.config.epochs, 0)
  return figure ? [figure] : []
}

/** A search of which runs are kept. */
export interface KeptSearch {
  readonly id: string
  readonly runs: readonly RunRecord[]
  /** The recipe that it began with. */
  readonly from: RunConfig
}

/** The searches of which runs are kept, in the order of the records: those of which one still says what it began with. A trial that was deleted is made anew. */
export function searchesOf(records: readonly RunRecord[]): readonly KeptSearch[] {
  const searches = new Map<string, RunRecord[]>()
  for (const record of records) {
    if (!record.search || record.deletedAt) continue
    const runs = searches.get(record.search.id)
    if (runs) runs.push(record)
    else searches.set(record.search.id, [record])
  }
  return [...searches].flatMap(([id, runs]) => {
    const from = runs.find(({ search }) => search?.trial === 1)?.config ?? runs.find(({ search }) => search?.from)?.search?.from
    return from ? [{ id, runs, from }] : []
  })
}
