/** What a kind of layer is in a TensorFlow.js layers model, written and read. Each operation's folder has one. */
import type { MapShape } from '../model/layer'
import type { Param } from '../model/spec'
import type { Sides } from '../model/window'
import type { PortableLayer } from '../operations/facts'
import type { Builder } from './builder'

/** A topology being written. */
export interface LayersWriter {
  /** @returns the layer's name */
  add(className: string, name: string, from: readonly string[], config: Record<string, unknown>): string
  weight(name: string, shape: readonly number[], data: Float32Array): void
  param(layer: PortableLayer, suffix: string): Float32Array
  /** Id of the layer whose output the head reads: a row of values, where other poolings give maps. */
  readonly features: string
  /** Channels of a layer's output. */
  channels(layer: PortableLayer): number
  /** Height, width and channels of a layer's output, by its id. */
  shape(id: string): MapShape
  /** The layer that a name stands for; undefined for the input. */
  before(name: string): PortableLayer | undefined
  /** Whether a name stands for a row of values, which it does from the features on. */
  isRow(name: string): boolean
}

export interface KerasLayer {
  readonly class_name: string
  readonly name: string
  readonly config: {
    readonly strides?: number[]
    readonly pool_size?: number[]
    readonly padding?: number[][] | string
    readonly activation?: string
  }
  readonly inbound_nodes: [string, number, number, object][][]
}

/** A layer being read. */
export interface LayersNode {
  readonly layer: KerasLayer
  /** Names of its inputs, paddings seen through. */
  readonly inputs: readonly string[]
  /** Of zeros that were laid around the first input. */
  readonly padding: number | Sides
  /** @throws Error where there is no such tensor */
  tensor(suffix: string): Param
}

export interface LayersForm<L extends PortableLayer> {
  /**
   * @param name the layer's, without dots
   * @returns the name of its output
   * @throws Error where such a file cannot say it
   */
  write(to: LayersWriter, layer: L, name: string, inputs: readonly string[]): string
  /** By the classes of the layers that it writes and that change a value, what is made of one; answers false where it is another operation's. */
  readonly read: Readonly<Record<string, (node: LayersNode, into: Builder) => unknown>>
  /** Classes of layers that it writes and that only put values in another order or shape: whatever reads one reads through it. */
  readonly through?: readonly string[]
  /** Weights of zero that such a file has beside those of the layer. */
  filledUp?(layer: L): number
}

/** Zeros around a map: on all four sides as many, as PyTorch has them, or other ones behind. What is TensorFlow's own is said by `padding: 'same'` instead. */
export function padded(to: LayersWriter, name: string, inputs: readonly string[], padding: number | Sides): readonly string[] {
  if (padding === 0) return inputs
  const sides = typeof padding === 'number' ? [padding, padding] : [...padding]
  return [to.add('ZeroPadding2D', `${name}_pad`, inputs, { padding: [sides, sides], data_format: 'channels_last' })]
}

/** What TensorFlow.js's layers cannot say: they have no attention, nor LayerNorm as torch's. */
export const refused = <L extends PortableLayer>(): LayersForm<L> => ({
  write(_, { id, op }) {
    throw new Error(`${id} is a layer over tokens (${op}), which TensorFlow.js's layers have not`)
  },
  read: {},
})
