/** A run's progress as lines of text for a terminal or a log. */
import type { DatasetSummary } from '../../workers/protocol/dataset'
import type { EpochRecord, RunEvent } from '../../workers/protocol/events'

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>
/** A run's last `started`, `step` and `validation-progress`, as the page shows them. */
export interface Moment {
  readonly started: EventOf<'started'> | null
  readonly step: EventOf<'step'> | null
  readonly validation: EventOf<'validation-progress'> | null
}

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

/** What was found in the folder: one line for the classes, one for what was left out where something was. */
export function datasetLines(dataset: DatasetSummary): string[] {
  const { counts, classes, unlabelled, skipped } = dataset
  const named = classes.slice(0, 6).map((c) => c.name)
  const names = classes.length > named.length ? `${named.join(', ')}, ...` : named.join(', ')
  const tested = counts.test + unlabelled
  const parts = [`${counts.train} to train`, `${counts.val} to validate`, ...(tested ? [`${tested} to test`] : [])]
  const left = Object.entries(skipped.counts).map(([reason, n]) => `${n} ${reason}`)
  return [
    `${dataset.name}: ${count(counts.train + counts.val + tested, 'picture')}, ${count(classes.length, 'class').replace('classs', 'classes')} (${names}): ${parts.join(', ')}`,
    ...(left.length ? [`left out: ${left.join(', ')}`] : []),
  ]
}

/** Where the run is: a step's line, or how far validation has come. Null before the first step. */
export function momentLine({ started, step, validation }: Moment): string | null {
  if (!started || !step) return null
  const where = `epoch ${step.epoch}/${started.epochs}`
  if (validation) return `${where} validating ${validation.done}/${validation.of}`
  const figures = [`loss ${step.loss.toFixed(4)}`, `accuracy ${percent(step.accuracy)}`, `${step.imagesPerSecond.toFixed(0)} images/s`]
  return `${where} step ${step.step}/${started.stepsPerEpoch}  ${figures.join('  ')}${Number.isFinite(step.secondsLeft) ? `  ${duration(step.secondsLeft)} left` : ''}`
}

/** A finished epoch's line. */
export function epochLine(record: EpochRecord, epochs: number): string {
  const { train, val } = record
  const scores = `train loss ${train.loss.toFixed(4)} accuracy ${percent(train.accuracy)}  val loss ${val.loss.toFixed(4)} accuracy ${percent(val.accuracy)}`
  return `epoch ${record.epoch}/${epochs}  ${scores}  ${duration(record.seconds)}${record.best ? '  best so far' : ''}`
}

/** Prints what is new since the last call: on a terminal one line is written over, elsewhere every line stays. */
export function progressPrinter(out: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown }) {
  let printedEpochs = 0
  let last = ''
  const clear = out.isTTY ? '\r\x1b[K' : ''
  return {
    line(text: string): void {
      out.write(`${clear}${text}\n`)
    },
    moment(moment: Moment, epochs: readonly EpochRecord[]): void {
      for (const record of epochs.slice(printedEpochs)) this.line(epochLine(record, moment.started?.epochs ?? epochs.length))
      printedEpochs = Math.max(printedEpochs, epochs.length)
      const now = momentLine(moment)
      if (now === null || now === last) return
      last = now
      out.write(out.isTTY ? `${clear}${now.slice(0, (out.columns ?? 80) - 1)}` : `${now}\n`)
    },
  }
}
