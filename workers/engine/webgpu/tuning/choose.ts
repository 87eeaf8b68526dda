/** Chooses by time: every candidate of every job is timed and judged, the most work first, until the budget of seconds is spent. Knows no device. */
import type { ConvVariant } from '../kernels/variants'
import type { TuningJob } from './jobs'
import { ABORTED, untilAborted } from './untilAborted'

/** What came of one candidate. `gone`: nothing came back, or the device went away; nothing more can be asked of it. */
export type Trial =
  | { readonly ms: number }
  | { readonly fault: 'refused' | 'wrong' | 'gone'; readonly kernel: string; readonly detail: string }

/** The candidates of one job, on the same data. */
export interface Bench {
  /** @param atMost milliseconds of the best so far: what is far slower need not be timed well */
  try(variant: ConvVariant, atMost: number): Promise<Trial>
  /** Times one that was tried and is right anew. */
  again(variant: ConvVariant): Promise<Trial>
  close(): void
}

export interface TuningFault {
  readonly key: string
  readonly variant: ConvVariant
  readonly what: 'refused' | 'wrong' | 'gone'
  readonly kernel: string
  readonly detail: string
}

/** What won; null where every candidate computed something wrong: of one that was refused nothing is known. */
export type Choice = ConvVariant | null

export interface Tuned {
  /** Of the jobs that were decided, by their keys. */
  readonly choices: ReadonlyMap<string, Choice>
  readonly faults: readonly TuningFault[]
  /** Milliseconds of each candidate that was right, by the jobs' keys. */
  readonly times: ReadonlyMap<string, readonly { readonly variant: ConvVariant; readonly ms: number }[]>
  /** Whether every job was decided. */
  readonly whole: boolean
}

export interface TuningHow {
  /** Variants of a job, the one that is taken without timing first. */
  readonly candidates: (job: TuningJob) => readonly ConvVariant[]
  /** Null where the device has no room for the job's data. */
  readonly bench: (job: TuningJob) => Promise<Bench | null>
  /** Milliseconds that may be spent; the candidate under way is not broken off by that. */
  readonly budgetMs: number
  /** Ends it at once: nobody waits for the candidate under way. */
  readonly signal: AbortSignal
  /** Hears the share that is done, 0..1: of the jobs or of the time, whichever is more. */
  readonly onProgress?: (share: number) => void
  readonly now?: () => number
}

/** Another is taken where it is faster than what is taken without timing by more than timing errs: by so much, at first and each time that the two are timed again, in turns. */
const BY_FAR = 0.97
const AGAIN = 2

/**
 * Jobs that are cut short stay undecided, and so do those of which no candidate was found right and not all were found wrong: an untried kernel is
 * never chosen. Nothing is asked after a candidate that brought the device down; the faults name it.
 */
export async function chooseByTime(jobs: readonly TuningJob[], how: TuningHow): Promise<Tuned> {
  const { candidates, budgetMs, signal, onProgress, now = () => performance.now() } = how
  const begun = now()
  const choices = new Map<string, Choice>()
  const times = new Map<string, readonly Found[]>()
  const faults: TuningFault[] = []
  const isOver = () => signal.aborted || now() - begun >= budgetMs
  for (const [i, job] of jobs.entries()) {
    onProgress?.(Math.min(1, Math.max(i / jobs.length, (now() - begun) / budgetMs)))
    const [base, ...others] = candidates(job)
    if (base === undefined) continue
    if (others.length === 0) {
      choices.set(job.key, base)
      continue
    }
    if (isOver()) break
    const bench = await how.bench(job)
    if (!bench) continue
    const { found, wrongs, end } = await chooseOne(bench, [base, ...others], isOver, signal).finally(() => bench.close())
    for (const { variant, trial } of wrongs)
      faults.push({ key: job.key, variant, what: trial.fault, kernel: trial.kernel, detail: trial.detail })
    if (end === 'cut') break
    if (end === 'gone') {
      // What was right stands; that the other is faster can be looked at no more.
      const sensible = found.find(({ variant }) => variant === base) ?? found[0]
      if (sensible) choices.set(job.key, sensible.variant)
      return { choices, faults, times, whole: false }
    }
    times.set(job.key, found)
    if (end !== null) choices.set(job.key, end.variant)
    else if (wrongs.every(({ trial }) => trial.fault === 'wrong')) choices.set(job.key, null)
  }
  const whole = choices.size === jobs.length
  if (whole) onProgress?.(1)
  return { choices, faults, times, whole }
}

interface Found {
  readonly variant: ConvVariant
  readonly ms: number
}
interface Wrong {
  readonly variant: ConvVariant
  readonly trial: Extract<Trial, { readonly fault: string }>
}

/** Tries the candidates of one job, the one that is taken without timing first. `end`: what won, or null where nothing was right, or why nothing can be said. */
async function chooseOne(
  bench: Bench,
  variants: readonly ConvVariant[],
  isOver: () => boolean,
  signal: AbortSignal,
): Promise<{ readonly found: readonly Found[]; readonly wrongs: readonly Wrong[]; readonly end: Found | null | 'cut' | 'gone' }> {
  const found: Found[] = []
  const wrongs: Wrong[] = []
  for (const variant of variants) {
    if (isOver()) return { found, wrongs, end: 'cut' }
    const trial = await untilAborted(bench.try(variant, Math.min(...found.map(({ ms }) => ms))), signal)
    if (trial === ABORTED) return { found, wrongs, end: 'cut' }
    if ('ms' in trial) found.push({ variant, ms: trial.ms })
    else wrongs.push({ variant, trial })
    if ('fault' in trial && trial.fault === 'gone') return { found, wrongs, end: 'gone' }
  }
  const best = found.reduce<Found | null>((least, one) => (least && least.ms <= one.ms ? least : one), null)
  const sensible = found.find(({ variant }) => variant === variants[0])
  if (!best || !sensible || best === sensible) return { found, wrongs, end: best }
  let [before, after] = [sensible.ms, best.ms]
  for (let round = 0; ; round++) {
    if (after > before * BY_FAR) return { found, wrongs, end: sensible }
    if (round === AGAIN) return { found, wrongs, end: best }
    for (const one of [sensible, best]) {
      if (isOver()) return { found, wrongs, end: 'cut' }
      const trial = await untilAborted(bench.again(one.variant), signal)
      if (trial === ABORTED) return { found, wrongs, end: 'cut' }
      if ('fault' in trial) {
        wrongs.push({ variant: one.variant, trial })
        // Whichever of the two it is: the other was not shown to be the faster again.
        return { found: found.filter((other) => other !== one), wrongs, end: trial.fault === 'gone' ? 'gone' : sensible }
      }
      if (one === sensible) before = trial.ms
      else after = trial.ms
    }
  }
}
