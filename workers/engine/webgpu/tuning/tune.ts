/** Times the variants of convolutions on a device of an adapter, and holds what comes of it to whole steps of the networks that it is for. */
import { type KernelFamily, openDevice } from '../device'
import { WebGpuEngine } from '../engine'
import { type ConvQuestion, type ConvVariant, questionKey } from '../kernels/variants'
import { benchOn } from './bench'
import { chooseByTime, type TuningHow } from './choose'
import { candidatesFor, jobsOf, type TuningJob } from './jobs'
import { compared, type Network, type Settled, settled } from './settle'

/** The share of the bar that is the single convolutions'. */
const SINGLE = 0.75

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
  /** Whether a variant was found wrong for such questions. */
  readonly excluded: (question: ConvQuestion, variant: ConvVariant) => boolean
  /** See `benchOn`. */
  readonly patienceMs?: number
}

/**
 * Opens a device of its own and gives it up.
 * @param jobs those of the network's questions that are undecided
 * @throws OtherAdapterError where the browser gives another adapter by now; Error where it gives none
 */
export async function timeKernels(gpu: GPU | undefined, jobs: readonly TuningJob[], how: TimeHow): Promise<Settled> {
  const { adapter, network, family, base, now, excluded, patienceMs, signal, budgetMs, onProgress } = how
  const opened = await openDevice(gpu, ['timestamp-query'], adapter)
  try {
    const tuned = await chooseByTime(jobs, {
      ...{ signal, budgetMs },
      onProgress: (share) => onProgress?.(SINGLE * share),
      candidates: ({ question }) => candidatesFor(question, base(question), opened.features, (variant) => excluded(question, variant)),
      bench: benchOn(opened, patienceMs),
    })
    const choices = new Map(tuned.choices)
    const before = new WebGpuEngine(opened, { family, choose: now })
    const after = new WebGpuEngine(opened, { family, choose: (question) => choices.get(questionKey(question)) ?? now(question) })
    const questions = new Map(jobs.map(({ key, question }) => [key, question]))
    const held = network.plans.map((plan, i) => ({
      keys: new Set(jobsOf(network.spec, [plan], family).map(({ key }) => key)),
      hold: async () => {
        onProgress?.(SINGLE + ((1 - SINGLE) * (i + 0.5)) / network.plans.length)
        // Nothing more is asked of a device that a kernel took down.
        if (tuned.faults.some(({ what }) => what === 'gone')) return { what: 'cut' as const }
        return compared(before, after, network.spec, plan, { signal, ...(patienceMs === undefined ? {} : { patienceMs }) })
      },
    }))
    const found = await settled(tuned, choices, held, (key) => now(questions.get(key)!))
    if (found.whole) onProgress?.(1)
    return found
  } finally {
    opened.device.destroy()
  }
}
