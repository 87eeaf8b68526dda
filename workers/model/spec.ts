/**
 * A network as data: a list of layers in the order they run, consumed by the engines and by every exporter.
 *
 * Layer ids are torchvision's module names (`layer1.0.conv1`); a parameter's key is `${id}.weight` and so on, as in
 * torchvision's state dict. Activations are NHWC; weights are OIHW at every boundary.
 */
import { factsOf, type LayerSpec } from '../operations/facts'
import type { Block } from './blocks'
import { type ParamFact, paramName, type Shape, sizeOf } from './layer'

export interface ModelSpec {
  readonly arch: string
  readonly layers: readonly LayerSpec[]
  readonly classes: number
  /**
   * Names of the blocks from the picture to the answer: what is frozen is a prefix, and the last is the head. The layers stand in the order of their
   * blocks; the head's read nothing but `features` and each other.
   */
  readonly blocks: readonly Block[]
  /** Id of the layer whose output the head reads, `[1, 1, featureWidth]` of a picture: the last one before the head's. */
  readonly features: string
  /** Width of the pooled features (512 for ResNet18). */
  readonly featureWidth: number
  /** Id of the layer that Grad-CAM looks at: the map that `features` averages, or the attention whose weights are shown instead (`seenOf`). */
  readonly cam: string
}

/** Parameters and buffers by torchvision's state-dict name, f32, OIHW. */
export type ParamMap = Map<string, Param>
export interface Param {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

export interface ParamInfo extends Pick<ParamFact, 'shape' | 'role'> {
  readonly name: string
  readonly block: Block
}

/** Every parameter and buffer of a network, in the order of its layers (which is torchvision's order within a block). */
export function paramInfos({ layers }: Pick<ModelSpec, 'layers'>): ParamInfo[] {
  return layers.flatMap((layer) =>
    factsOf(layer)
      .params(layer)
      .map(({ suffix, shape, role }) => ({ name: paramName(layer, suffix), shape, block: layer.block, role })),
  )
}

/** The blocks from number `first` on: with as many frozen blocks, those that learn. */
export const blocksFrom = ({ blocks }: Pick<ModelSpec, 'blocks'>, first: number): ReadonlySet<Block> => new Set(blocks.slice(first))

/** The block that answers. */
export const headOf = ({ blocks }: Pick<ModelSpec, 'blocks'>): Block => blocks.at(-1)!

/** Whether nothing but the head learns, if anything does. */
export const freezesBackbone = ({ blocks }: Pick<ModelSpec, 'blocks'>, frozenBlocks: number): boolean => frozenBlocks >= blocks.length - 1

/** Names of the parameters and buffers in the blocks from number `first` on: with as many frozen blocks, those that learn. */
export function namesFrom(spec: ModelSpec, first: number): ReadonlySet<string> {
  const blocks = blocksFrom(spec, first)
  return new Set(paramInfos(spec).flatMap(({ name, block }) => (blocks.has(block) ? [name] : [])))
}

/** Shape of every layer's output for one picture. Key `input` included. */
export function outputShapes({ layers }: Pick<ModelSpec, 'layers'>, imageSize: number): Map<string, Shape> {
  const shapes = new Map<string, Shape>([['input', [imageSize, imageSize, 3]]])
  for (const layer of layers) {
    const inputs = layer.inputs.map((id) => shapes.get(id)!)
    shapes.set(layer.id, factsOf(layer).shape(layer, inputs))
  }
  return shapes
}

/** Multiply-adds of one forward pass over one picture, by the convention of torchvision's model table. */
export function forwardMacs(spec: Pick<ModelSpec, 'layers'>, imageSize: number): number {
  const shapes = outputShapes(spec, imageSize)
  return spec.layers.reduce((sum, layer) => sum + factsOf(layer).macs(layer, shapes.get(layer.id)!), 0)
}

/** Values of one picture that backward keeps: about what training holds for it. */
export function keptValues(spec: Pick<ModelSpec, 'layers'>, imageSize: number): number {
  const shapes = outputShapes(spec, imageSize)
  return spec.layers.reduce((sum, layer) => sum + (factsOf(layer).keeps ? sizeOf(shapes.get(layer.id)!) : 0), 0)
}

/** The parameter of role `weight` of a layer that has one. */
export const weightOf = (layer: LayerSpec): ParamFact | undefined =>
  factsOf(layer)
    .params(layer)
    .find(({ role }) => role === 'weight')
