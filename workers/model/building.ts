/** What the builders of networks share: layers put behind one another, by the names and defaults of torch's modules. */

import type { ActivationKind } from '../operations/activation/functions'
import type { LayerSpec } from '../operations/facts'
import type { Block } from './blocks'

export interface ConvOptions {
  readonly inChannels: number
  readonly outChannels: number
  /** 1 where it is left out. */
  readonly kernel?: number
  readonly stride?: number
  /** Groups of channels; 1 where it is left out. */
  readonly groups?: number
  readonly bias?: boolean
}

/** What a run's head is, under the name of its block: `article`, Linear(w, 256)-ReLU-Dropout-Linear(256, n) as `fc.0`..`fc.3`; `linear`, Linear(w, n) as `fc`. */
export type HeadKind = 'article' | 'linear'

export interface HeadOptions {
  readonly kind?: HeadKind | undefined
  readonly input: string
  /** Of the input. */
  readonly width: number
  readonly classes: number
  /** Dropout probability of the article's head; 0.5 there. */
  readonly dropout?: number | undefined
}

/** torch.nn.BatchNorm2d's own. */
const NORM = { eps: 1e-5, momentum: 0.1 } as const

/** A network under construction; each method adds a layer and gives its id. */
export class Layers {
  readonly list: LayerSpec[] = []

  /** @param block where the layers that follow belong to @param likeTensorFlow whether convolutions with a stride pad as TensorFlow's `SAME` */
  constructor(
    public block: Block,
    private readonly likeTensorFlow = false,
  ) {}

  /** Padded so that a stride of 1 keeps the size, as much on each side; one with a stride as TensorFlow does where the network is one of its own. */
  conv(id: string, input: string, options: ConvOptions): string {
    const { inChannels, outChannels, kernel = 1, stride = 1, groups = 1, bias = false } = options
    const extra = { ...(bias ? { bias } : {}), ...(groups > 1 ? { groups } : {}) }
    const padding = this.likeTensorFlow && stride > 1 ? 'same' : kernel >> 1
    return this.add({ op: 'conv', ...this.at(id, input), inChannels, outChannels, kernel, stride, padding, ...extra })
  }

  norm(id: string, input: string, channels: number, { eps, momentum }: { eps: number; momentum: number } = NORM): string {
    return this.add({ op: 'bn', ...this.at(id, input), channels, eps, momentum })
  }

  activation(kind: ActivationKind, id: string, input: string): string {
    return this.add({ op: 'activation', kind, ...this.at(id, input) })
  }

  maxPool(id: string, input: string, window: { readonly kernel: number; readonly stride: number; readonly padding: number }): string {
    return this.add({ op: 'maxpool', ...this.at(id, input), ...window })
  }

  /** A sum, a product, or the average over all places. */
  plain(op: 'add' | 'mul' | 'gap', id: string, ...inputs: string[]): string {
    return this.add({ op, ...this.at(id, ...inputs) })
  }

  linear(id: string, input: string, inFeatures: number, outFeatures: number): string {
    return this.add({ op: 'linear', ...this.at(id, input), inFeatures, outFeatures })
  }

  /** @param row as `DropoutLayer` has it */
  dropout(id: string, input: string, p: number, row?: number): string {
    return this.add({ op: 'dropout', ...this.at(id, input), p, ...(row === undefined ? {} : { row }) })
  }

  /** The layers of the block that answers, called by its name. */
  head({ kind = 'article', input, width, classes, dropout = 0.5 }: HeadOptions): void {
    const name = this.block
    if (kind === 'linear') {
      this.linear(name, input, width, classes)
      return
    }
    const hidden = this.activation('relu', `${name}.1`, this.linear(`${name}.0`, input, width, 256))
    this.linear(`${name}.3`, this.dropout(`${name}.2`, hidden, dropout), 256, classes)
  }

  /**
   * Squeeze-and-excitation (Hu et al. 2018): each channel is weighed by what two layers make of all channels' averages. timm's and torchvision's names.
   * @param gate what makes weights of the second layer's values
   * @param bend what is between the layers; ReLU where it is left out
   */
  squeezeExcite(
    id: string,
    input: string,
    { channels, squeezed, gate, bend = 'relu' }: { channels: number; squeezed: number; gate: ActivationKind; bend?: ActivationKind },
  ): string {
    const pooled = this.plain('gap', `${id}.avgpool`, input)
    const first = this.conv(`${id}.fc1`, pooled, { inChannels: channels, outChannels: squeezed, bias: true })
    const bent = this.activation(bend, `${id}.activation`, first)
    const second = this.conv(`${id}.fc2`, bent, { inChannels: squeezed, outChannels: channels, bias: true })
    return this.plain('mul', id, input, this.activation(gate, `${id}.gate`, second))
  }

  /**
   * CBAM (Woo et al. 2018): channels are weighed by what two layers make of their averages and of their maxima, then places by what a convolution and a
   * BatchNorm make of the mean and the maximum of their channels. timm's names.
   */
  cbam(id: string, input: string, { channels, squeezed }: { channels: number; squeezed: number }): string {
    const channel = `${id}.channel`
    const first = this.conv(`${channel}.fc1`, this.meanMax(`${channel}.pool`, input, 'places'), {
      inChannels: channels,
      outChannels: squeezed,
    })
    const second = this.conv(`${channel}.fc2`, this.activation('relu', `${channel}.act`, first), {
      inChannels: squeezed,
      outChannels: channels,
    })
    // Averages and maxima, two places of each, go through the same layers; twice the mean of the four is the sum of what becomes of both.
    const halves = ['half1', 'half2'].map((half) => this.plain('gap', `${channel}.${half}`, second))
    const gate = this.activation('sigmoid', `${channel}.gate`, this.plain('add', `${channel}.sum`, ...halves))
    const weighed = this.plain('mul', channel, input, gate)
    const spatial = `${id}.spatial`
    const seen = this.conv(`${spatial}.conv.conv`, this.meanMax(`${spatial}.pool`, weighed, 'channels'), {
      inChannels: 2,
      outChannels: 1,
      kernel: 7,
    })
    return this.plain('mul', spatial, weighed, this.activation('sigmoid', `${spatial}.gate`, this.norm(`${spatial}.conv.bn`, seen, 1)))
  }

  private meanMax(id: string, input: string, over: 'places' | 'channels'): string {
    return this.add({ op: 'meanmax', over, ...this.at(id, input) })
  }

  private at(id: string, ...inputs: string[]) {
    return { id, inputs, block: this.block }
  }

  private add(layer: LayerSpec): string {
    this.list.push(layer)
    return layer.id
  }
}

/** The nearest multiple of 8 that takes away at most a tenth: torchvision's and timm's `_make_divisible`. */
export function inEights(channels: number, { mayShrink = false } = {}): number {
  const nearest = Math.max(8, Math.floor((channels + 4) / 8) * 8)
  return nearest < 0.9 * channels && !mayShrink ? nearest + 8 : nearest
}
