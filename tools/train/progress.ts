/** A run's progress as lines of text for a terminal or a log. */

import { en } from '../../src/app/words'
import type { RunView } from '../../src/run/runView'
import type { WeightsInfo } from '../../workers/protocol/api'
import { rightOf } from '../../workers/protocol/confusion'
import type { IndexProgress } from '../../workers/protocol/dataset'
import type { EpochRecord, RunNote, TestScore } from '../../workers/protocol/events'
import { wilsonInterval } from '../../workers/protocol/interval'
import type { RunConfig } from '../../workers/protocol/options'
import { STARTS, type StartName } from '../../workers/protocol/starts'
import { printable } from './terminal'

/** What the page shows of a run that is on. */
export type Moment = Pick<RunView, 'phase' | 'started' | 'step' | 'validation' | 'features' | 'testing'>
/** What is told of an epoch. */
export type EpochFigures = Pick<EpochRecord, 'epoch' | 'train' | 'val' | 'seconds' | 'best'>

const percent = (share: number) => `${(share * 100).toFixed(1)}%`
const count = (n: number, thing: string) => `${n.toLocaleString('en')} ${thing}${n === 1 ? '' : 's'}`

/** "1 h 02 min", "4 min 09 s", "12 s". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  const [h, min, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  if (h > 0) return `${h} h ${two(min)} min`
  return min > 0 ? `${min} min ${two(s)} s` : `${s} s`
}

/** How far a part of the work has come, and what it is called. */
export interface Part {
  readonly what: string
  readonly done: number
  /** 0 where nobody knows. */
  readonly of: number
}

/** Opening `files` files: first they are listed, then read. */
export function openingPart({ status, files: done }: IndexProgress, files: number): Part {
  return { what: status === 'listing' ? 'listing files' : 'reading pictures', done, of: files }
}

/** The part of the run that is on, where it is told by how much of it is done; null where that is by steps. */
export function runPart({ phase, started, step, validation, features, testing }: Moment): Part | null {
  if (phase === null || phase === 'training') return null
  const told = en.train.phase[phase].replace(/ …$/, '')
  if (phase === 'features') return { what: told, done: features?.done ?? 0, of: features?.of ?? 0 }
  if (phase === 'testing') return { what: told, done: testing?.done ?? 0, of: testing?.of ?? 0 }
  const epoch = started && step && `epoch ${step.epoch}/${started.epochs} `
  if (phase === 'validating')
    return { what: `${epoch ?? ''}validating`, done: validation?.done ?? 0, of: validation?.of ?? started?.valCount ?? 0 }
  return { what: told, done: 0, of: 0 }
}

/** A training step's line; null before the first. */
export function stepLine({ started, step }: Moment): string | null {
  if (!started || !step) return null
  const figures = [`loss ${step.loss.toFixed(4)}`, `accuracy ${percent(step.accuracy)}`, `${step.imagesPerSecond.toFixed(0)} images/s`]
  return `epoch ${step.epoch}/${started.epochs} step ${step.step}/${started.stepsPerEpoch}  ${figures.join('  ')}${Number.isFinite(step.secondsLeft) ? `  ${duration(step.secondsLeft)} left` : ''}`
}

/** A finished epoch's line. */
export function epochLine(record: EpochFigures, epochs: number): string {
  const { train, val } = record
  const scores = `train loss ${train.loss.toFixed(4)} accuracy ${percent(train.accuracy)}  val loss ${val.loss.toFixed(4)} accuracy ${percent(val.accuracy)}`
  return `epoch ${record.epoch}/${epochs}  ${scores}  ${duration(record.seconds)}${record.best ? '  best so far' : ''}`
}

/** What came out of a run. */
export interface Outcome {
  readonly best: EpochRecord
  /** What makes it the best. */
  readonly by: RunConfig['stopMetric']
  /** Null where there were no labelled test pictures, or they were not scored. */
  readonly test: TestScore | null
  /** Why they were not. */
  readonly unscored: Extract<RunNote, { code: 'test-not-scored' }> | null
  /** Whether mixed precision was asked for, and there was none. */
  readonly mixesNot: boolean
}

/** How good the model is, and that its best epoch was chosen by validation; the test's own line where it has one. */
export function outcomeLines({ best, by, test, unscored, mixesNot }: Outcome): string[] {
  const line = (what: string, scored: Pick<EpochRecord, 'confusion'>, loss: number) => {
    const { right, judged } = rightOf(scored)
    const [low, high] = wilsonInterval(right, judged)
    return `${what}: accuracy ${percent(right / judged)} (${right} of ${count(judged, 'picture')}, 95% interval ${percent(low)} to ${percent(high)}), loss ${loss.toFixed(4)}`
  }
  const left = test?.unread ? ` (${count(test.unread, 'picture')} could not be read)` : ''
  return [
    ...(mixesNot ? [en.train.notes['no-mixed-precision']] : []),
    line(`validation of epoch ${best.epoch}, which has the ${en.runView.bestBy[by]} and is the model`, best, best.val.loss),
    ...(test ? [`${line('test, scored once', test, test.scores.loss)}${left}`] : []),
    ...(unscored ? [en.train.notes['test-not-scored'][unscored.why](unscored.detail)] : []),
  ]
}

/**
 * Which weights a run starts from.
 * @param named what they were asked for as; null for a file, or where nothing was said
 */
export function startLine(
  { name, bundled, bestSize, licence }: Pick<WeightsInfo, 'name' | 'bundled' | 'bestSize' | 'licence'>,
  named: StartName | null,
): string {
  const start = STARTS[named ?? (bundled ? 'starter' : 'own')]
  const told = named && !bundled ? start.licence.en : licence
  return `weights: ${start.label.en} (${name}), best at ${bestSize} px, licence: ${told}`
}

const BAR = 20
const bar = (share: number) => `[${'#'.repeat(Math.round(share * BAR)).padEnd(BAR, '.')}]`

/** A log gets a line of a part at most this often, milliseconds. */
const LOG_EVERY = 2000
/** Before so much of a part's time is over, a guess of the rest would be none, milliseconds. */
const SETTLED = 1000

/**
 * Prints what is new since the last call: on a terminal one line is written over, elsewhere lines stay.
 *
 * @param now milliseconds, from any start
 */
export function progressPrinter(
  out: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown },
  now: () => number = () => performance.now(),
) {
  let printedEpochs = 0
  let last = ''
  let lastAt = Number.NEGATIVE_INFINITY
  let current = { what: '', since: 0, from: 0 }
  const clear = out.isTTY ? '\r\x1b[K' : ''
  /** A line that another soon takes the place of. */
  const passing = (text: string, first: boolean) => {
    const line = printable(text)
    if (line === last || (!out.isTTY && !first && now() - lastAt < LOG_EVERY)) return
    last = line
    lastAt = now()
    out.write(out.isTTY ? `${clear}${line.slice(0, (out.columns ?? 80) - 1)}` : `${line}\n`)
  }
  return {
    line(text: string): void {
      out.write(`${clear}${printable(text)}\n`)
    },
    /** How far a part is: with a bar, and the time left by its own speed so far. */
    part({ what, done, of }: Part): void {
      const first = what !== current.what
      if (first) current = { what, since: now(), from: done }
      if (of <= 0) {
        passing(`${what} ...`, first)
        return
      }
      const [spent, made] = [now() - current.since, done - current.from]
      const left = spent >= SETTLED && made > 0 ? `  ${duration(((of - done) * spent) / made / 1000)} left` : ''
      passing(`${what} ${bar(Math.min(1, done / of))} ${done.toLocaleString('en')}/${of.toLocaleString('en')}${left}`, first)
    },
    moment(moment: Moment, epochs: readonly EpochFigures[]): void {
      for (const record of epochs.slice(printedEpochs)) this.line(epochLine(record, moment.started?.epochs ?? epochs.length))
      printedEpochs = Math.max(printedEpochs, epochs.length)
      const part = runPart(moment)
      if (part) this.part(part)
      const text = moment.phase === 'training' ? stepLine(moment) : null
      if (text === null) return
      const first = current.what !== 'training'
      current = { what: 'training', since: now(), from: 0 }
      passing(text, first)
    },
  }
}
