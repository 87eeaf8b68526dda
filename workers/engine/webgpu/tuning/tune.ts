/** Times the variants of convolutions on a device of an adapter, and holds what comes of it to whole steps of the networks that it is for. */
import { started } from '../../../starting'
import { type KernelFamily, openDevice } from '../device'
import { WebGpuEngine } from '../engine'
import { type ConvQuestion, type ConvVariant, questionKey } from '../kernels/variants'
import { benchOn } from './bench'
import { chooseByTime, type TuningHow } from './choose'
import { candidatesFor, jobsOf, type TuningJob } from './jobs'
import { compared, type Network, type Settled, settled } from './settle'
import { ABORTED, untilAborted } from './untilAborted'

/** So long a driver is waited for, in seconds: less is lost without the timing. */
const DRIVER_SECONDS = 60
/** The share of the bar that is the single convolutions'. */
const SINGLE = 0.75

/** What jobs are timed for, within which time, and what is known of them. */
export interface TimeHow extends Pick<TuningHow, 'budgetMs' | 'signal' | 'onProgress'> {
  /** The adapter that what comes of it is kept for. */
  readonly adapter: GPUAdapterInfo
  readonly network: Network
  /** Whose way with all but convolutions is taken. */
  readonly family: KernelFamily
  /** What is taken without any timing. */
  readonly base: (question: ConvQuestion) => ConvVariant
  /** What is in use now: the base, or what won before. */
  readonly now: (question: ConvQuestion) => ConvVariant
  /** What won of jobs that were timed before and not held to whole steps, by their keys: they are held to them now. */
  readonly unproven: ReadonlyMap<string, ConvVariant>
  /** Whether a variant was found wrong for such questions. */
  readonly excluded: (question: ConvQuestion, variant: ConvVariant) => boolean
  /** See `benchOn` and `WholeHow`. */
  readonly patienceMs?: number
}

/**
 * Opens a device of its own and gives it up. An end by `signal` waits for nothing that is under way on it.
 * @param jobs those of the network's questions that are undecided
 * @throws OtherAdapterError where the browser gives another adapter by now; NoAdapterError where it gives none; Problem `not-started` where it gives no answer
 */
export async function timeKernels(gpu: GPU | undefined, jobs: readonly TuningJob[], how: TimeHow): Promise<Settled> {
  const { adapter, network, family, base, now, unproven, excluded, patienceMs, signal, budgetMs, onProgress } = how
  const opening = started('graphics', openDevice(gpu, ['timestamp-query'], adapter), DRIVER_SECONDS, ({ device }) => device.destroy())
  const opened = await untilAborted(opening, signal)
  if (opened === ABORTED) {
    // Nobody waits for it any more: how it fails is told to nobody.
    void opening.then(
      ({ device }) => device.destroy(),
      () => undefined,
    )
    return { choices: new Map(), faults: [], times: new Map(), whole: false, verdicts: [], unproven }
  }
  try {
    const untimed = jobs.filter(({ key }) => !unproven.has(key))
    const tuned = await chooseByTime(untimed, {
      ...{ signal, budgetMs },
      onProgress: (share) => onProgress?.(SINGLE * share),
      candidates: ({ question }) => candidatesFor(question, base(question), opened.features, (variant) => excluded(question, variant)),
      bench: benchOn(opened, patienceMs),
    })
    const choices = new Map([...tuned.choices, ...unproven])
    const patience = patienceMs === undefined ? {} : { patienceMs }
    const before = new WebGpuEngine(opened, { family, choose: now })
    const after = new WebGpuEngine(opened, { family, choose: (question) => choices.get(questionKey(question)) ?? now(question) })
    const questions = new Map(jobs.map(({ key, question }) => [key, question]))
    const held = network.plans.map((plan, i) => ({
      keys: new Set(jobsOf(network.spec, [plan], family).map(({ key }) => key)),
      hold: (leftMs: number) => {
        onProgress?.(SINGLE + ((1 - SINGLE) * (i + 0.5)) / network.plans.length)
        return compared(before, after, network.spec, plan, { signal, patienceMs: leftMs })
      },
    }))
    const found = await settled(tuned, choices, held, (key) => now(questions.get(key)!), { signal, ...patience })
    if (found.whole) onProgress?.(1)
    return found
  } finally {
    opened.device.destroy()
  }
}
