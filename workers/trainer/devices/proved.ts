/** Which kinds of kernels a graphics card was found to compute rightly, beside those of its self-test: tried when a network first needs them, remembered as the self-test is. */
import type { TrainPlan } from '../../engine/engine'
import type { Use } from '../../engine/webgpu/self-test/kinds'
import type { Proof } from '../../engine/webgpu/self-test/prove'
import type { KernelFault } from '../../engine/webgpu/self-test/self-test'
import type { ModelSpec } from '../../model/spec'
import { type KeptKinds, keptKinds } from './adapters'
import type { Verdict } from './card'

export interface ProvedOptions {
  /** Row of the card, its browser and the kernels' version (`keyOf`). */
  readonly key: string
  readonly use: Use
  /** Tries kinds on the card, of a plan like one; takes a second or two. */
  readonly prove: (wanted: ReadonlySet<string>, like: TrainPlan, use: Use) => Promise<Proof>
  readonly kindsOf: (spec: ModelSpec, plan: TrainPlan, use: Use) => Set<string>
  readonly kept?: KeptKinds
}

/** So long a database is waited for: trying anew takes no longer. */
const STORAGE_MS = 1500

export class ProvedKinds {
  private readonly right = new Set<string>()
  private readonly wrong = new Map<string, KernelFault>()
  private read: Promise<void> | null = null
  private queue: Promise<unknown> = Promise.resolve()

  /** @param known kinds that the self-test found right */
  constructor(
    known: Iterable<string>,
    private readonly o: ProvedOptions,
  ) {
    for (const kind of known) this.right.add(kind)
  }

  /** What was wrong, once each. */
  get faults(): readonly KernelFault[] {
    return [...new Set(this.wrong.values())]
  }

  /** What is known by now of the plan that `network` gives: nothing is tried, and what was not is taken for right. It is asked for only where something was wrong. */
  known(network: () => readonly [ModelSpec, TrainPlan]): Verdict {
    if (this.wrong.size === 0) return 'right'
    const { use, kindsOf } = this.o
    const [spec, plan] = network()
    const isWrong = (precision: TrainPlan['precision']) =>
      [...kindsOf(spec, { ...plan, precision }, use)].some((kind) => this.wrong.has(kind))
    if (isWrong('f32')) return 'wrong'
    return plan.precision === 'mixed' && isWrong('mixed') ? 'f32' : 'right'
  }

  /** Whether the card may compute this plan, and in mixed precision where that is asked for. One is asked about at a time. */
  verdict(spec: ModelSpec, plan: TrainPlan): Promise<Verdict> {
    const asked = this.queue.then(() => this.judge(spec, plan))
    this.queue = asked.catch(() => undefined)
    return asked
  }

  private async judge(spec: ModelSpec, plan: TrainPlan): Promise<Verdict> {
    if (!(await this.isRight(spec, { ...plan, precision: 'f32' }))) return 'wrong'
    if (plan.precision !== 'mixed') return 'right'
    return (await this.isRight(spec, plan)) ? 'right' : 'f32'
  }

  private async isRight(spec: ModelSpec, plan: TrainPlan): Promise<boolean> {
    const { use, key, prove, kindsOf, kept = keptKinds } = this.o
    const all = [...kindsOf(spec, plan, use)]
    if (all.every((kind) => this.right.has(kind))) return true
    this.read ??= this.recall()
    await this.read
    if (all.some((kind) => this.wrong.has(kind))) return false
    const wanted = new Set(all.filter((kind) => !this.right.has(kind)))
    if (wanted.size === 0) return true
    // A driver that was busy, or another card in its place: what could not be tried is no reason to do without, and is tried by the next that asks.
    const proof = await prove(wanted, plan, use).catch(() => null)
    if (!proof) return true
    const { right, wrong, fault } = proof
    const found = right.filter((kind) => !this.right.has(kind))
    for (const kind of found) this.right.add(kind)
    // Nobody waits for it: it is for the next visit. What was wrong is tried again then.
    if (found.length > 0) void kept.add(key, found).catch(() => undefined)
    // What was not come to is tried by the next network that has it.
    if (fault) for (const kind of wrong) this.wrong.set(kind, fault)
    // What no sample has cannot be tried, and is not asked about again in this visit.
    else for (const kind of wanted) this.right.add(kind)
    return fault === null
  }

  /** Nobody waits for storage long: without it kinds are tried at each visit. */
  private async recall(): Promise<void> {
    const { key, kept = keptKinds } = this.o
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, STORAGE_MS))
    const before = await Promise.race([kept.read(key).catch(() => undefined), late])
    for (const kind of before ?? []) this.right.add(kind)
  }
}
