/** The kernels that this machine's graphics card computes with: those that its self-test found right, of them the fastest by time. */
import { EngineLostError, type TuneHow } from '../../engine/engine'
import type { WebGpuOptions } from '../../engine/webgpu/engine'
import { type ConvQuestion, type ConvVariant, familyOf, questionKey } from '../../engine/webgpu/kernels/variants'
import type { SelfTest } from '../../engine/webgpu/self-test/self-test'
import type { Choice, Tuned, TuningHow } from '../../engine/webgpu/tuning/choose'
import type { TuningJob } from '../../engine/webgpu/tuning/jobs'
import { type KeptChoices, keptChoices } from './adapters'
import { keyOf, nameOfTrust, type Tried } from './trusted'

/** So long a run may be held up by timing, in milliseconds. Where that is not enough the next run goes on with it. */
export const TUNING_MS = 8000

/** Times the jobs that are left: opens a device of its own, so that a kernel that brings it down brings down no run. */
export type TimeKernels = (
  jobs: readonly TuningJob[],
  how: Pick<TuningHow, 'budgetMs' | 'signal' | 'onProgress'> & {
    readonly base: (question: ConvQuestion) => ConvVariant
    /** Whether a variant was found wrong for such questions. */
    readonly excluded: (question: ConvQuestion, variant: ConvVariant) => boolean
  },
) => Promise<Tuned>

export class AdapterKernels {
  private choices = new Map<string, Choice>()
  private read: Promise<void> | null = null
  private fault: string | null = null

  /**
   * @param tried what they belong to, from visit to visit
   * @param test how its self-test ended, with kernels left
   */
  constructor(
    private readonly tried: Tried,
    private readonly test: SelfTest & { readonly family: NonNullable<SelfTest['family']>; readonly convs: NonNullable<SelfTest['convs']> },
    private readonly time: TimeKernels,
    private readonly kept: KeptChoices = keptChoices,
  ) {}

  /** What was wrong where no kernel was right for what a network needs; null while there was one. */
  get failure(): string | null {
    return this.fault
  }

  /** Told apart from the same card with other kernels taken for right. */
  get name(): string {
    return nameOfTrust(this.tried.revision, this.test)
  }

  /**
   * What an engine on this card is made with.
   * @param timed whether kernels may be chosen by time; else everything is computed with what the self-test found right
   */
  async options(timed: boolean): Promise<WebGpuOptions> {
    const trusted: WebGpuOptions = { family: this.test.family, kernels: this.name, choose: (question) => this.base(question) }
    if (!timed) return trusted
    this.read ??= this.recall()
    await this.read
    return {
      ...trusted,
      choose: (question) => this.choose(question),
      tune: (jobs, how) => this.tune(jobs, how),
    }
  }

  private base({ direction }: ConvQuestion): ConvVariant {
    return this.test.convs[direction]
  }

  private choose(question: ConvQuestion): ConvVariant {
    return this.choices.get(questionKey(question)) ?? this.base(question)
  }

  /** Nobody waits for storage long: without it the card is timed anew at each visit. */
  private async recall(): Promise<void> {
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, 1500))
    const before = await Promise.race([this.kept.read(keyOf(this.tried)).catch(() => undefined), late])
    for (const [key, choice] of Object.entries(before ?? {})) if (choice) this.choices.set(key, choice)
  }

  private async tune(jobs: readonly TuningJob[], { signal, onProgress }: TuneHow): Promise<void> {
    const open = jobs.filter(({ key }) => !this.choices.has(key))
    if (open.length === 0 || signal.aborted) return
    const { choices, faults } = await this.time(open, {
      ...{ signal, onProgress, budgetMs: TUNING_MS },
      base: (question) => this.base(question),
      excluded: ({ direction }, variant) =>
        this.test.faults.some((fault) => fault.direction === direction && fault.family === familyOf(variant)),
    })
    for (const [key, choice] of choices) this.choices.set(key, choice)
    const known = [...this.choices].filter(([, choice]) => choice !== null)
    // Nobody waits for it: it is for the next visit.
    if (choices.size > 0) void this.kept.write(keyOf(this.tried), Object.fromEntries(known)).catch(() => undefined)
    const none = open.find(({ key }) => this.choices.get(key) === null)
    if (!none) return
    const wrong = faults.filter(({ key }) => key === none.key).map(({ kernel, what, detail }) => `${kernel}: ${what}: ${detail}`)
    this.fault = wrong.join('\n')
    throw new EngineLostError(`No kernel for ${none.key} computes what it should.`, 'validation')
  }
}
