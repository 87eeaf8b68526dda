/** A run as the page shows it, made from the trainer's events by one pure function. */
import {
  batchesInEpoch,
  type CurvePoint,
  type DatasetSummary,
  type EpochRecord,
  type FinishReason,
  type KnownBy,
  keptSummary,
  type ProblemData,
  type RunConfig,
  type RunEvent,
  type RunPhase,
  type RunRecord,
  type RunSummary,
  type RunTrace,
  rightOf,
  type Standing,
  type TraceEntry,
} from '../../workers/protocol'

/** `stopped`: by the person, before there was anything to keep; stopped later, a run is `finished`. */
type RunStatus = 'idle' | 'starting' | 'running' | 'stopping' | 'stopped' | 'finished' | 'failed'
type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>

/** A line of the run's log; worded when it is shown, so that it follows the language. */
export type LogEntry =
  | Exclude<TraceEntry, { kind: 'epoch' }>
  | { readonly at: number; readonly kind: 'epoch'; readonly record: EpochRecord }

export interface RunView {
  readonly status: RunStatus
  readonly phase: RunPhase | null
  /** Whether it goes on, is about to stand still, or does. */
  readonly standing: Standing
  /** The recipe that the run was started with. */
  readonly config: RunConfig | null
  /** The pictures that it learns from. */
  readonly dataset: (Pick<DatasetSummary, 'name' | 'layout'> & KnownBy) | null
  readonly started: EventOf<'started'> | null
  readonly step: EventOf<'step'> | null
  readonly validation: EventOf<'validation-progress'> | null
  /** How far the final weights are through the labelled test pictures. */
  readonly testing: EventOf<'test-progress'> | null
  /** How far the frozen network is through the pictures: while their features are made (the phase tells), and after that how it ended. */
  readonly features: EventOf<'feature-progress'> | null
  /** How far it is found out what computes fastest; the phase tells whether it is on. */
  readonly tuning: number
  readonly curve: readonly CurvePoint[]
  readonly epochs: readonly EpochRecord[]
  readonly log: readonly LogEntry[]
  readonly reason: FinishReason | null
  readonly summary: RunSummary | null
  /** The name of a kept run that was opened; null for the run of this visit. */
  readonly keptName: string | null
  /** Whether it goes on from where an earlier part of it ended. */
  readonly resumed: boolean
}

export const NO_RUN: RunView = {
  status: 'idle',
  phase: null,
  standing: 'going',
  config: null,
  dataset: null,
  started: null,
  step: null,
  validation: null,
  testing: null,
  features: null,
  tuning: 0,
  curve: [],
  epochs: [],
  log: [],
  reason: null,
  summary: null,
  keptName: null,
  resumed: false,
}

const LOG_LIMIT = 2000

/** The view after `event`, at time `now` (milliseconds since 1970). The curve of steps is kept by `Curve`, not here. */
export function reduceRun(view: RunView, event: RunEvent, now: number): RunView {
  const logged = (entry: LogEntry) => [...view.log, entry].slice(-LOG_LIMIT)
  switch (event.type) {
    case 'phase':
      return {
        ...view,
        phase: event.phase,
        ...(event.phase === 'training' ? { validation: null } : {}),
        // A stop has ended the training by now; scoring takes one of its own.
        ...(event.phase === 'testing' && view.status === 'stopping' ? { status: 'running' } : {}),
      }
    case 'standing':
      return { ...view, standing: event.standing }
    case 'started': {
      const { trainCount, valCount, testCount, device } = event
      // A stop that was pressed before is still on its way.
      const status = view.status === 'stopping' ? 'stopping' : 'running'
      return { ...view, status, started: event, log: logged({ at: now, kind: 'started', trainCount, valCount, testCount, device }) }
    }
    case 'device':
      return view.started ? { ...view, started: { ...view.started, device: event.device } } : view
    case 'past':
      // The line that it goes on comes after what happened before.
      return { ...view, epochs: event.epochs, log: logOf(event.trace, event.epochs) }
    case 'step':
      return { ...view, step: event }
    case 'validation-progress':
      return { ...view, validation: event }
    case 'test-progress':
      return { ...view, testing: event }
    case 'tested':
      return { ...view, log: logged({ at: now, kind: 'tested', ...rightOf(event.score) }) }
    case 'tuning-progress':
      return { ...view, tuning: event.share }
    case 'feature-progress':
      return { ...view, features: event }
    case 'epoch':
      return {
        ...view,
        validation: null,
        epochs: [...view.epochs.filter((record) => record.epoch !== event.record.epoch), event.record],
        log: logged({ at: now, kind: 'epoch', record: event.record }),
      }
    case 'note':
      return { ...view, log: logged({ at: now, kind: 'note', note: event.note }) }
    case 'finished': {
      const { reason, summary } = event
      return {
        ...view,
        status: 'finished',
        phase: null,
        standing: 'going',
        validation: null,
        testing: null,
        reason,
        summary,
        epochs: summary.epochs,
        log: logged({ at: now, kind: 'finished', reason, bestEpoch: summary.bestEpoch }),
      }
    }
    case 'failed':
      if (view.status === 'failed' || view.status === 'stopped') return view
      return {
        ...view,
        status: isStop(event.problem) ? 'stopped' : 'failed',
        phase: null,
        standing: 'going',
        validation: null,
        testing: null,
        log: logged({ at: now, kind: 'failed', problem: event.problem }),
      }
    default:
      return event satisfies never
  }
}

/** The lines that were kept, those of epochs with their figures. */
function logOf({ log }: RunTrace, epochs: readonly EpochRecord[]): LogEntry[] {
  return log.flatMap((entry): LogEntry[] => {
    if (entry.kind !== 'epoch') return [entry]
    const record = epochs.find(({ epoch }) => epoch === entry.epoch)
    return record ? [{ at: entry.at, kind: 'epoch', record }] : []
  })
}

/** A kept run as if it had just ended: its epochs, figures and log. The curve of its steps is kept by `Curve`. */
export function keptView(record: RunRecord): RunView {
  const { config, dataset, reason, classes, device, split, tested } = record
  const summary = keptSummary(record) ?? record.summary
  // An epoch whose weights were not kept is not the best that can be used.
  const epochs = record.epochs.map((one) => (summary && one.epoch > summary.bestEpoch ? { ...one, best: false } : one))
  return {
    ...NO_RUN,
    status: 'finished',
    config,
    // Drawn pictures are called so in every language: the name that the trainer gives them is kept, the layout is not.
    dataset: { ...dataset, layout: dataset.name === 'drawn' ? 'drawn' : 'class-folders' },
    started: {
      type: 'started',
      runId: record.id,
      device,
      stepsPerEpoch: Math.max(1, batchesInEpoch(split.train.length, config.batchSize)),
      epochs: config.epochs,
      classes,
      trainCount: split.train.length,
      valCount: split.val.length,
      testCount: tested?.paths.length,
      firstEpoch: 1,
    },
    epochs,
    log: record.trace ? logOf(record.trace, record.epochs) : [],
    reason,
    summary,
    keptName: record.name,
  }
}

/** Whether a run ended since the person stopped it before there was a model: nothing went wrong. */
export const isStop = ({ code }: ProblemData): boolean => code === 'stopped-early'

/** Whether a run holds the trainer now. */
export const isActive = ({ status }: Pick<RunView, 'status'>): boolean => ['starting', 'running', 'stopping'].includes(status)

/** The best epoch so far: the last that the trainer marked. Null before the first. */
export const bestOf = (epochs: readonly EpochRecord[]): EpochRecord | null => epochs.findLast((record) => record.best) ?? null

/** The epoch that a run's figures are of: the last while it is on, and after its end the one whose weights are the model. Null before the first. */
export const shownEpochOf = (run: Pick<RunView, 'status' | 'epochs'>): EpochRecord | null =>
  (isActive(run) ? null : bestOf(run.epochs)) ?? run.epochs.at(-1) ?? null

/** The epoch with the highest validation accuracy, the first of equals; null before the first. It need not be the best, which the recipe's metric tells. */
export const mostAccurateOf = (epochs: readonly EpochRecord[]): EpochRecord | null =>
  epochs.reduce<EpochRecord | null>((most, one) => (most && most.val.accuracy >= one.val.accuracy ? most : one), null)

/** What makes an epoch of the run the best. */
export const bestBy = ({ config }: Pick<RunView, 'config'>): RunConfig['stopMetric'] => config?.stopMetric ?? 'val-loss'

/** Of a run whose features had to be made, making them is nearly all: the epochs of the head take moments. */
const FEATURES_SHARE = 0.9

/** Share of the whole run that is done, 0..1: by pictures that went through the frozen network, then by steps; of the test pictures, once it is at those; of what is found out before it all. */
export function progressOf({ started, step, features, status, phase, testing, tuning }: RunView): number {
  if (status === 'finished') return 1
  if (phase === 'tuning') return tuning
  if (phase === 'testing') return testing ? testing.done / Math.max(1, testing.of) : 0
  const made = features && features.imagesPerSecond > 0 ? (FEATURES_SHARE * features.done) / features.of : 0
  const trained = started && step ? (step.epoch - 1 + step.step / started.stepsPerEpoch) / started.epochs : 0
  return Math.min(1, made + (made > 0 ? 1 - FEATURES_SHARE : 1) * trained)
}

/** What is going on right now, for the figures: how fast, and how long still (NaN where nobody knows). Null before the first picture. */
export function paceOf({ phase, features, step }: Pick<RunView, 'phase' | 'features' | 'step'>): {
  readonly imagesPerSecond: number
  readonly secondsLeft: number
} | null {
  // Those of the last step are stale by then.
  if (phase === 'testing' || phase === 'finishing') return null
  return phase === 'features' ? features : step
}
