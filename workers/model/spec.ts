/**
 * A network as data: a list of layers in the order they run, consumed by both engines and by every exporter.
 *
 * Layer ids are torchvision's module names (`layer1.0.conv1`); a parameter's key is `${id}.weight` and so on, as in
 * torchvision's state dict. Activations are NHWC; weights are OIHW at every boundary.
 */
import { BLOCKS, type Block } from './blocks'

export { BLOCKS, type Block }

interface Common {
  readonly id: string
  /** Ids of the layers whose outputs this one reads; `input` is the normalised batch `[n, size, size, 3]`. */
  readonly inputs: readonly string[]
  readonly block: Block
}
export interface ConvLayer extends Common {
  readonly op: 'conv'
  readonly inChannels: number
  readonly outChannels: number
  readonly kernel: number
  readonly stride: number
  /** Zeros on each of the four sides (PyTorch's symmetric padding). */
  readonly padding: number
}
export interface BatchNormLayer extends Common {
  readonly op: 'bn'
  readonly channels: number
  readonly eps: number
  /** Share of the new batch in the running statistics (torch.nn.BatchNorm2d's `momentum`). */
  readonly momentum: number
}
export interface LinearLayer extends Common {
  readonly op: 'linear'
  readonly inFeatures: number
  readonly outFeatures: number
}
export interface DropoutLayer extends Common {
  readonly op: 'dropout'
  /** Probability that an element is zeroed while training. */
  readonly p: number
}
export interface MaxPoolLayer extends Common {
  readonly op: 'maxpool'
  readonly kernel: number
  readonly stride: number
  readonly padding: number
}
export interface PlainLayer extends Common {
  /** `add` sums its two inputs; `gap` averages over height and width to `[n, c]`. */
  readonly op: 'relu' | 'add' | 'gap'
}
export type LayerSpec = ConvLayer | BatchNormLayer | LinearLayer | DropoutLayer | MaxPoolLayer | PlainLayer

export interface ModelSpec {
  readonly arch: string
  readonly layers: readonly LayerSpec[]
  readonly classes: number
  /** Width of the pooled features that the head reads (512 for ResNet18). */
  readonly featureWidth: number
}

/** Parameters and buffers by torchvision's state-dict name, f32, OIHW. */
export type ParamMap = Map<string, Param>
export interface Param {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

export interface ParamInfo {
  readonly name: string
  readonly shape: readonly number[]
  readonly block: Block
  /** `weight` of conv and linear; `bias` of linear; `norm` = weight and bias of BatchNorm; `buffer` = running statistics, not learnt. */
  readonly role: 'weight' | 'bias' | 'norm' | 'buffer'
}

/** Every parameter and buffer of a network, in the order of its layers (which is torchvision's order within a block). */
export function paramInfos(spec: ModelSpec): ParamInfo[] {
  return spec.layers.flatMap((layer): ParamInfo[] => {
    const info = (suffix: string, shape: number[], role: ParamInfo['role']): ParamInfo => ({
      name: `${layer.id}.${suffix}`,
      shape,
      block: layer.block,
      role,
    })
    switch (layer.op) {
      case 'conv':
        return [info('weight', [layer.outChannels, layer.inChannels, layer.kernel, layer.kernel], 'weight')]
      case 'bn':
        return [
          info('weight', [layer.channels], 'norm'),
          info('bias', [layer.channels], 'norm'),
          info('running_mean', [layer.channels], 'buffer'),
          info('running_var', [layer.channels], 'buffer'),
        ]
      case 'linear':
        return [info('weight', [layer.outFeatures, layer.inFeatures], 'weight'), info('bias', [layer.outFeatures], 'bias')]
      default:
        return []
    }
  })
}

/** Names of the parameters and buffers in the blocks from number `first` of `BLOCKS` on: with as many frozen blocks, those that learn. */
export function namesFrom(spec: ModelSpec, first: number): ReadonlySet<string> {
  const blocks = BLOCKS.slice(first)
  return new Set(paramInfos(spec).flatMap(({ name, block }) => (blocks.includes(block) ? [name] : [])))
}

/** Positions of a window along a side of `size`: the output size of torch.nn.Conv2d and MaxPool2d, rounded down. */
export function outputSize(size: number, { kernel, stride, padding }: Pick<ConvLayer, 'kernel' | 'stride' | 'padding'>): number {
  return Math.floor((size + 2 * padding - kernel) / stride) + 1
}

/** Shape of every layer's output for one picture: `[h, w, c]`, or `[1, 1, c]` after the pooling. Key `input` included. */
export function outputShapes(spec: ModelSpec, imageSize: number): Map<string, [number, number, number]> {
  const shapes = new Map<string, [number, number, number]>([['input', [imageSize, imageSize, 3]]])
  for (const layer of spec.layers) {
    const [h, w, c] = shapes.get(layer.inputs[0]!)!
    switch (layer.op) {
      case 'conv':
        shapes.set(layer.id, [outputSize(h, layer), outputSize(w, layer), layer.outChannels])
        break
      case 'maxpool':
        shapes.set(layer.id, [outputSize(h, layer), outputSize(w, layer), c])
        break
      case 'gap':
        shapes.set(layer.id, [1, 1, c])
        break
      case 'linear':
        shapes.set(layer.id, [1, 1, layer.outFeatures])
        break
      default:
        shapes.set(layer.id, [h, w, c])
    }
  }
  return shapes
}

/** Multiply-adds of one forward pass over one picture, convolutions and linear layers only (the convention of torchvision's model table). */
export function forwardMacs(spec: ModelSpec, imageSize: number): number {
  const shapes = outputShapes(spec, imageSize)
  let macs = 0
  for (const layer of spec.layers) {
    if (layer.op === 'conv') {
      const [h, w] = shapes.get(layer.id)!
      macs += h * w * layer.outChannels * layer.inChannels * layer.kernel ** 2
    } else if (layer.op === 'linear') macs += layer.inFeatures * layer.outFeatures
  }
  return macs
}
