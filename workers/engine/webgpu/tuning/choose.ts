/** Chooses by time: every candidate of every job is timed and judged, the most work first, until the budget of seconds is spent. Knows no device. */
import type { ConvVariant } from '../kernels/variants'
import type { TuningJob } from './jobs'

/** What came of one candidate. `gone`: nothing came back, or the device went away; nothing more can be asked of it. */
export type Trial =
  | { readonly ms: number }
  | { readonly fault: 'refused' | 'wrong' | 'gone'; readonly kernel: string; readonly detail: string }

/** The candidates of one job, on the same data. */
export interface Bench {
  /** @param atMost milliseconds of the best so far: what is far slower need not be timed well */
  try(variant: ConvVariant, atMost: number): Promise<Trial>
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
  /** Milliseconds that may be spent; the candidate under way is not broken off. */
  readonly budgetMs: number
  readonly signal: AbortSignal
  /** Hears the share that is done, 0..1: of the jobs or of the time, whichever is more. */
  readonly onProgress?: (share: number) => void
  readonly now?: () => number
}

/** Another is taken where it is faster than what is taken without timing by more than timing errs. */
const BY_FAR = 0.97

/**
 * Jobs that are cut short stay undecided, and so do those of which no candidate was found right and not all were found wrong: an untried kernel is
 * never chosen. Nothing is asked after a candidate that brought the device down; the faults name it.
 */
export async function chooseByTime(jobs: readonly TuningJob[], how: TuningHow): Promise<Tuned> {
  const { candidates, budgetMs, signal, onProgress, now = () => performance.now() } = how
  const begun = now()
  const choices = new Map<string, Choice>()
  const times = new Map<string, { variant: ConvVariant; ms: number }[]>()
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
    const found: { variant: ConvVariant; ms: number }[] = []
    let isCut = false
    let isWrong = true
    const bench = await how.bench(job)
    if (!bench) continue
    try {
      for (const variant of [base, ...others]) {
        isCut = isOver()
        if (isCut) break
        const trial = await bench.try(variant, Math.min(...found.map(({ ms }) => ms)))
        if ('ms' in trial) found.push({ variant, ms: trial.ms })
        else {
          faults.push({ key: job.key, variant, what: trial.fault, kernel: trial.kernel, detail: trial.detail })
          isWrong &&= trial.fault === 'wrong'
          if (trial.fault !== 'gone') continue
          const best = fastest(found, base)
          if (best) choices.set(job.key, best.variant)
          return { choices, faults, times, whole: false }
        }
      }
    } finally {
      bench.close()
    }
    if (isCut) break
    times.set(job.key, found)
    const best = fastest(found, base)
    if (best) choices.set(job.key, best.variant)
    else if (isWrong) choices.set(job.key, null)
  }
  const whole = choices.size === jobs.length
  if (whole) onProgress?.(1)
  return { choices, faults, times, whole }
}

function fastest(found: readonly { readonly variant: ConvVariant; readonly ms: number }[], base: ConvVariant) {
  const best = found.reduce<(typeof found)[number] | null>((least, one) => (least && least.ms <= one.ms ? least : one), null)
  const sensible = found.find(({ variant }) => variant === base)
  return best && sensible && best.ms > sensible.ms * BY_FAR ? sensible : best
}
