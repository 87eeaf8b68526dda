/** What a kind of layer is to the engines over an op set. Each operation's folder has one. */
import type { Chain, Step } from '../../model/steps'
import type { DropoutLayer } from '../../operations/dropout/facts'
import type { LayerSpec } from '../../operations/facts'
import type { Ops, View } from './ops'

export interface Shaped {
  readonly shape: readonly number[]
}

/** What a step is given in evaluation mode. */
export interface Evaluation<T extends Shaped> {
  readonly ops: Ops<T>
  param(name: string): T
  /** A convolution's weight and bias with what is folded into them, by its id: made once, until its parameters change. */
  folded(id: string, make: () => { readonly w: T; readonly b: T }): { readonly w: T; readonly b: T }
}

/** What a layer is given in training mode, forwards and backwards. */
export interface Training<T extends Shaped> {
  readonly ops: Ops<T>
  /** Of the layer itself, by its suffix. */
  param(suffix: string): T
  /** An input, which stays the pass's. */
  x(at?: number): T
  /** An input for an op that takes it: out of what is kept where nobody else needs it, else another reference. */
  take(at?: number): T
  /** The shape of the first input. */
  readonly shape: readonly number[]
  /** The layer's output. */
  y(): T
  /** Keeps something of forward for backward, or gives it back. */
  keep(extra: T): void
  extra(): T | undefined
  /** Hands a parameter's gradient over. */
  grad(suffix: string, value: T): void
  /** Whether anybody asks for the gradient by an input. */
  wanted(at?: number): boolean
  /** Dropout's factors for an input of that shape, or null for none. */
  mask(layer: DropoutLayer, shape: readonly number[]): T | null
}

export interface OpsForm<L extends LayerSpec> {
  /** Chains that begin with such a layer and are one step in evaluation mode. */
  readonly chains?: readonly Chain[]
  /** Whether backward reads the layer's output: then nobody may write over it. */
  readonly readsOutput?: boolean
  /** A step in evaluation mode. Takes the inputs. */
  evaluate<T extends Shaped>(at: Evaluation<T>, step: Step<L>, inputs: readonly T[]): T
  /** Training mode. */
  forward<T extends Shaped>(at: Training<T>, layer: L): T
  /** The gradients by the inputs, null where nobody asks. Takes dy. */
  backward<T extends Shaped>(at: Training<T>, layer: L, dy: T): readonly (T | null)[]
  /** Of a layer that tells where a network looks (`model/seen.ts`): what is shown of its input, `[batch, places]`. */
  looks?(layer: L, x: View): Float32Array
}

/** What `run` gives, after which `x` is freed. */
export function freeing<T, R>(ops: Ops<T>, x: T, run: () => R): R {
  const y = run()
  ops.free(x)
  return y
}
