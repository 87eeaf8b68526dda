/** A network's steps in evaluation mode over an op set: BatchNorm folded into its convolution, ReLU fused, values freed at their last use. */
import type { ModelSpec } from '../../model/spec'
import { type Step, stepsOf, usersOf } from '../../model/steps'
import { OPS_CHAINS, opsForm } from '../../operations/tfjs'
import type { Evaluation, Shaped } from './form'
import type { Ops } from './ops'

export type Params<T> = ReadonlyMap<string, T>

export class Evaluator<T extends Shaped> {
  private readonly folds = new Map<string, { readonly w: T; readonly b: T }>()
  private readonly context: Evaluation<T>

  constructor(
    private readonly spec: ModelSpec,
    private readonly ops: Ops<T>,
    params: Params<T>,
  ) {
    this.context = {
      ops,
      param: (name) => params.get(name)!,
      folded: (id, make) => {
        const held = this.folds.get(id) ?? make()
        this.folds.set(id, held)
        return held
      },
    }
  }

  /** Runs layers `from .. to - 1`, the input being the output of `inputId`. Takes the input; returns the last layer's output. */
  run(input: T, inputId: string, from: number, to: number): T {
    const walk = this.walk(input, inputId, from, to)
    let at = walk.next(input)
    while (!at.done) at = walk.next(at.value.value)
    return at.value
  }

  /** As `run` through the whole network; what `change` makes of the outputs in `places`, and of the input, goes on in their stead. It takes what it is given. */
  async changing(input: T, places: ReadonlySet<string>, change: (id: string, value: T) => Promise<T>): Promise<T> {
    const changed = async (id: string, value: T) => (places.has(id) ? change(id, value) : value)
    const walk = this.walk(await changed('input', input), 'input', 0, this.spec.layers.length, places)
    let at = walk.next(input)
    while (!at.done) at = walk.next(await changed(at.value.id, at.value.value))
    return at.value
  }

  /** Yields each step's output and goes on with what it is answered; ends with the last one's. */
  private *walk(
    input: T,
    inputId: string,
    from: number,
    to: number,
    kept?: ReadonlySet<string>,
  ): Generator<{ readonly id: string; readonly value: T }, T, T> {
    if (from >= to) return input
    const steps = this.steps(from, to, kept)
    const uses = new Map<string, number>()
    for (const id of steps.flatMap(({ inputs }) => inputs)) uses.set(id, (uses.get(id) ?? 0) + 1)
    const values = new Map<string, T>([[inputId, input]])
    /** The value, the caller's to free: the map's own reference at its last use, else another. */
    const take = (id: string): T => {
      const value = values.get(id)!
      const left = uses.get(id)! - 1
      uses.set(id, left)
      if (left > 0) return this.ops.retain(value)
      values.delete(id)
      return value
    }
    for (const step of steps)
      values.set(step.id, yield { id: step.id, value: opsForm(step.first).evaluate(this.context, step, step.inputs.map(take)) })
    return values.get(steps[steps.length - 1]!.id)!
  }

  /** Forgets the folded convolutions of layers from index `from` on: their parameters changed. */
  forget(from = 0): void {
    this.spec.layers.slice(from).forEach(({ id }) => {
      const held = this.folds.get(id)
      if (!held) return
      this.ops.free(held.w)
      this.ops.free(held.b)
      this.folds.delete(id)
    })
  }

  private steps(from: number, to: number, kept: ReadonlySet<string> = new Set()): Step[] {
    const { layers } = this.spec
    return stepsOf(layers.slice(from, to), { users: usersOf(layers), chains: OPS_CHAINS, kept })
  }
}
