/** What every layer of a network has, and what a kind of layer has to tell of itself: its shape, its parameters, its cost. */

export interface LayerBase {
  readonly op: string
  readonly id: string
  /** Ids of the layers whose outputs this one reads; `input` is the normalised batch `[n, size, size, 3]`. */
  readonly inputs: readonly string[]
  /** One of the network's `blocks`. */
  readonly block: string
  /** Whether its parameters are the network's own: their keys are their suffixes alone, as of a Vision Transformer's `cls_token`. */
  readonly bare?: boolean
}

/** The key of a layer's parameter in the state dict. */
export const paramName = ({ id, bare }: Pick<LayerBase, 'id' | 'bare'>, suffix: string): string => (bare ? suffix : `${id}.${suffix}`)

/** Shape of one picture's values: `[h, w, c]` of a map, `[1, tokens, c]` of tokens, `[1, 1, c]` of pooled values. */
export type Shape = readonly number[]
export type MapShape = readonly [h: number, w: number, c: number]

/** @throws Error where the shape is none of a map */
export function mapShape(shape: Shape | undefined): MapShape {
  if (shape?.length !== 3) throw new Error(`a map has height, width and channels, not [${shape?.join(', ')}]`)
  return shape as MapShape
}

/** Values of one picture. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, dim) => product * dim, 1)

/**
 * `weight` of convolutions and linear layers; `bias` of both, and what is added to tokens; `norm` = weight and bias of a normalisation; `buffer` = running
 * statistics, not learnt.
 */
export type ParamRole = 'weight' | 'bias' | 'norm' | 'buffer'

/** A parameter or buffer of a layer; its key in the state dict is `paramName`. */
export interface ParamFact {
  readonly suffix: string
  readonly shape: readonly number[]
  readonly role: ParamRole
}

/** What a step makes of one picture beside a layer's output, and throws away again. */
export interface Scratch {
  /** How many arrays there are at the same time. */
  readonly arrays: number
  /** Parts of a picture that can be done one after another, in which case there is one part of each array. */
  readonly items: number
  /** Values of a part. */
  readonly values: number
}

/**
 * What becomes of channels of zeros that an engine puts behind those of an input (`engine/padding.ts`): they are zeros of the output, channels of it with some
 * value, or none of it, having been weighed (which changes nothing where they are zeros) or passed over.
 */
export type FilledUp = 'zeros' | 'channels' | 'weighed' | 'passed over'

/** What a kind of layer tells of itself to whoever draws, counts, checks, loads or plans. */
export interface LayerFacts<L extends LayerBase> {
  /** @param inputs shapes of what it reads, in the order of its `inputs` */
  shape(layer: L, inputs: readonly Shape[]): Shape
  /** Parameters and buffers in the order of torch's state dict. */
  params(layer: L): readonly ParamFact[]
  /** Multiply-adds of one forward pass over one picture, by the convention of torchvision's model table: normalisations and activations count nothing. */
  macs(layer: L, output: Shape): number
  /** Whether backward keeps values of the output's size of each picture. */
  readonly keeps: boolean
  /** Left out where it is little beside the output. @param learns whether the layer is in a block that learns, so that a step goes back through it */
  scratch?(layer: L, output: Shape, learns: boolean): Scratch
  /** Whether a network that only answers has no such layer: it is folded into others, or does nothing (`export/fold.ts`). */
  readonly learnsOnly?: true
  /** Whether it makes one row of values of a map, as what the head reads. */
  readonly pools?: true
  /** The convolution that it is, whose kernels and plans the engines use; left out where it is none. */
  product?(layer: L): LayerBase
  /** Channels of its own that all see the same inputs, so that more of them may stand beside; 0, or left out, where there are none. */
  ownChannels?(layer: L): number
  /** What channels of zeros behind so many of an input become here; null, or left out, where they may not come. */
  filledUp?(layer: L, input: number, channels: number): FilledUp | null
  /** The layer with other numbers of channels: its own, and those of its inputs; undefined where they are as they were. */
  withChannels?(layer: L, own: number | undefined, inputs: readonly (number | undefined)[]): L
}

/** For layers that have no parameters and cost nothing to speak of. */
export const BARE = { params: () => [], macs: () => 0, keeps: false } as const

/** The output has its first input's shape. */
export const sameShape = (_: LayerBase, inputs: readonly Shape[]): Shape => inputs[0]!
