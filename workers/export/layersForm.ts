/** What a kind of layer is in a TensorFlow.js layers model, written and read. Each operation's folder has one. */
import type { MapShape } from '../model/layer'
import { permute } from '../model/permute'
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
    readonly cropping?: number[][] | string
    readonly activation?: string
    readonly target_shape?: number[]
    readonly epsilon?: number
    readonly center?: boolean
    readonly scale?: boolean
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
  /** Dimensions of the first input, without that of the batch: 3 of a map, 2 of tokens, 1 of a row. */
  readonly dimensions: number
  /** The layer that gives an input; undefined where it is the network's. */
  from(at: number): LayersNode | undefined
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

/** Zeros around a map, or what is cropped off it, on its four sides. */
export function paddingOf(sides: number[][] | string | undefined): readonly [readonly [number, number], readonly [number, number]] {
  const [rows, columns] = Array.isArray(sides) ? sides : []
  if (rows?.length !== 2 || columns?.length !== 2) throw new Error('model.json has a padding or a crop that this program did not write')
  return [rows as [number, number], columns as [number, number]]
}

/** A linear layer over the last dimension. */
interface Linear {
  readonly inFeatures: number
  readonly outFeatures: number
}

export const writeDense = <L extends PortableLayer & Linear>(
  to: LayersWriter,
  layer: L,
  name: string,
  inputs: readonly string[],
): string => {
  const { inFeatures, outFeatures } = layer
  to.weight(`${name}/kernel`, [inFeatures, outFeatures], permute(to.param(layer, 'weight'), outFeatures, inFeatures, 1, true))
  to.weight(`${name}/bias`, [outFeatures], to.param(layer, 'bias'))
  return to.add('Dense', name, inputs, { units: outFeatures, activation: 'linear', use_bias: true })
}

export function readDense({ tensor }: LayersNode): Linear & { readonly weight: Float32Array; readonly bias: Float32Array } {
  const { shape, data } = tensor('kernel')
  const [inFeatures, outFeatures] = shape as [number, number]
  return { inFeatures, outFeatures, weight: permute(data, outFeatures, inFeatures, 1, false), bias: tensor('bias').data }
}
