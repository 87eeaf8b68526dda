/** What a kind of layer does in the page that is sent. Each operation's folder has one; whatever it imports is in every such file. */
import type { LayerParams } from '../model/portable'
import type { PortableLayer } from '../operations/facts'
import type { Values } from './maps'

/** Called between pieces of work of a few milliseconds at most; what it returns, if anything, is waited for. */
export type Breathe = () => Promise<void> | null

/** What a layer computes with. */
export interface Memory {
  /** All of it. */
  readonly heap: Float32Array
  /** `conv.wat`. */
  conv(...args: number[]): void
}

/** What a layer is told before there is any memory. */
export interface Preparing {
  /** Where what it reads is, in the order of its inputs. */
  readonly from: readonly Values[]
  readonly to: Values
  /** Keeps room for so many values; @returns its address */
  take(values: number): number
}

export interface Prepared {
  /** Writes what it looks up, once. */
  tables?(heap: Int32Array): void
  /** Takes its parameters. Left out where there are none. */
  load?(heap: Float32Array, own: LayerParams): void
  run(memory: Memory, breathe: Breathe): void | Promise<void>
}

export interface PageForm<L extends PortableLayer> {
  /** Whether it may write over its first input, where nobody else reads that. */
  readonly inPlace?: true
  /** @throws Error where it cannot be done here */
  prepare(layer: L, at: Preparing): Prepared
}
