/** The kernels that this machine's graphics card computes with: those that its self-test found right, of them the fastest by time. */
import { EngineLostError, type TuneHow } from '../../engine/engine'
import type { WebGpuOptions } from '../../engine/webgpu/engine'
import { type ConvQuestion, type ConvVariant, type Direction, familyOf, questionKey } from '../../engine/webgpu/kernels/variants'
import type { SelfTest } from '../../engine/webgpu/self-test/self-test'
import type { Choice } from '../../engine/webgpu/tuning/choose'
import type { TuningJob } from '../../engine/webgpu/tuning/jobs'
import type { Network, Settled } from '../../engine/webgpu/tuning/settle'
import type { TimeHow } from '../../engine/webgpu/tuning/tune'
import { type KeptChoices, keptChoices, type Timed } from './adapters'
import { keyOf, nameOfTrust, type Tried } from './trusted'

/**
 * So long single convolutions are timed before a run, in milliseconds; the one under way is waited for, and whole steps come after it (`WholeHow`). Where that is
 * not enough the next run goes on with it.
 */
export const TUNING_MS = 8000

/** Times the jobs that are left: opens a device of its own, so that a kernel that brings it down brings down no run. */
export type TimeKernels = (jobs: readonly TuningJob[], how: TimeHow) => Promise<Settled>

/** A variant in one direction. */
const pairOf = (direction: Direction, variant: ConvVariant): string => `${direction} ${variant}`
/** A question's key begins with its direction. */
const directionOf = (key: string): Direction => key.slice(0, key.indexOf(' ')) as Direction

export class AdapterKernels {
  private choices = new Map<string, Choice>()
  /** See `Timed`. */
  private unproven = new Map<string, ConvVariant>()
  /** What timing found wrong in this visit, line by line. */
  private readonly wrongs: string[] = []
  /** By `pairOf`: what gave no answer, or was refused when it was used. */
  private barred = new Set<string>()
  /** Until the page is opened again. */
  private isOff = false
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

  /** What of the ways that were timed was wrong in this visit, as lines of a bug report: none of it is used. */
  get timedWrong(): readonly string[] {
    return this.wrongs
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
    const trusted: WebGpuOptions = {
      family: this.test.family,
      kernels: this.name,
      mixes: this.test.half ?? true,
      choose: (question) => this.base(question),
    }
    if (!timed || this.isOff) return trusted
    this.read ??= this.recall()
    await this.read
    return {
      ...trusted,
      choose: (question) => this.choose(question),
      tune: (jobs, how, network) => this.tune(jobs, how, network),
      failed: (refused) => this.drop(refused),
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
    this.barred = new Set(before?.barred)
    for (const [key, choice] of Object.entries(before?.choices ?? {}))
      if (choice && !this.isBarred(key, choice)) this.choices.set(key, choice)
    for (const [key, choice] of Object.entries(before?.unproven ?? {}))
      if (!this.choices.has(key) && !this.isBarred(key, choice)) this.unproven.set(key, choice)
  }

  private isBarred(key: string, choice: ConvVariant): boolean {
    return this.barred.has(pairOf(directionOf(key), choice))
  }

  /** Nobody waits for it: it is for the next visit. */
  private keep(change: (now: Timed) => Timed): void {
    const changed = (now: Timed | undefined): Timed => {
      const { choices, unproven = {}, barred = [] } = change(now ?? { choices: {} })
      const all = new Set([...barred, ...this.barred])
      const usable = Object.entries(choices).filter(([key, choice]) => choice !== null && !all.has(pairOf(directionOf(key), choice)))
      const left = Object.entries(unproven).filter(([key, choice]) => !(key in choices) && !all.has(pairOf(directionOf(key), choice)))
      return {
        choices: Object.fromEntries(usable),
        ...(left.length > 0 ? { unproven: Object.fromEntries(left) } : {}),
        ...(all.size > 0 ? { barred: [...all] } : {}),
      }
    }
    void this.kept.change(keyOf(this.tried), changed).catch(() => undefined)
  }

  /**
   * An engine on this card failed: what was chosen by time may be why, since it was tried for moments and by one network only. Nothing is chosen so
   * until the page is opened again; what was refused as a kernel is not taken again then either.
   * @returns whether anything that was chosen by time is dropped by that
   */
  private drop(refused: boolean): boolean {
    const used = [...this.choices].flatMap(([key, choice]) =>
      choice && choice !== this.test.convs[directionOf(key)] ? [[key, choice] as const] : [],
    )
    this.choices.clear()
    this.unproven.clear()
    this.isOff = true
    if (refused) for (const [key, choice] of used) this.barred.add(pairOf(directionOf(key), choice))
    if (used.length > 0) this.keep(() => ({ choices: {} }))
    return used.length > 0
  }

  private async tune(jobs: readonly TuningJob[], { signal, onProgress }: TuneHow, network: Network): Promise<void> {
    const isOpen = ({ key, question }: TuningJob) =>
      !this.choices.has(key) && !this.barred.has(pairOf(question.direction, this.base(question)))
    const open = jobs.filter(isOpen)
    if (this.isOff || open.length === 0 || signal.aborted) return
    const excluded = ({ direction }: Pick<ConvQuestion, 'direction'>, variant: ConvVariant) =>
      this.barred.has(pairOf(direction, variant)) ||
      this.test.faults.some((fault) => fault.direction === direction && fault.family === familyOf(variant))
    const known = open.flatMap(({ key, question }) => {
      const choice = this.unproven.get(key)
      return choice && !excluded(question, choice) ? [[key, choice] as const] : []
    })
    const { choices, faults, unproven, verdicts } = await this.time(open, {
      ...{ signal, onProgress, budgetMs: TUNING_MS, network, adapter: this.tried.info, family: this.test.family },
      base: (question) => this.base(question),
      now: (question) => this.choose(question),
      unproven: new Map(known),
      excluded,
    })
    for (const { kernel, what, detail } of faults)
      if (what === 'wrong') this.wrongs.push(`- ${kernel}, when it was timed: wrong: ${detail}`)
    for (const verdict of verdicts)
      if (verdict.what === 'wrong') this.wrongs.push(`- kernels chosen by time, fused: wrong: ${verdict.detail}`)
    // What brought the device down may bring down the run's with the next convolution.
    const gone = faults.filter(({ what }) => what === 'gone')
    for (const { key, variant } of gone) this.barred.add(pairOf(directionOf(key), variant))
    const isSound = ([key, choice]: [string, Choice]) => choice === null || !this.isBarred(key, choice)
    this.choices = new Map([...this.choices, ...choices].filter(isSound))
    this.unproven = new Map([...this.unproven, ...unproven].filter((one) => !this.choices.has(one[0]) && isSound(one)))
    const found = Object.fromEntries(this.choices)
    const left = Object.fromEntries(this.unproven)
    if (choices.size > 0 || unproven.size > 0 || gone.length > 0)
      this.keep((now) => ({ ...now, choices: { ...now.choices, ...found }, unproven: { ...now.unproven, ...left } }))
    const none = open.find(({ key }) => this.choices.get(key) === null)
    if (!none) return
    const wrong = faults.filter(({ key }) => key === none.key).map(({ kernel, what, detail }) => `${kernel}: ${what}: ${detail}`)
    this.fault = wrong.join('\n')
    throw new EngineLostError(`No kernel for ${none.key} computes what it should.`, 'validation')
  }
}
