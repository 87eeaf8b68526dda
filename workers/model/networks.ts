/** Every network that is built here, by its name: the one place that knows the families. Whoever needs a network of a name asks here, not a family. */
import { type HeadKind, isResNetName, type ResNetName, resnet } from './resnet'
import type { ModelSpec } from './spec'

/** torchvision's name of a network, or timm's where torchvision has none; a ResNet's attention stands before it (`se_resnet18`). */
export type Arch = ResNetName

export const isArch = (name: string): name is Arch => isResNetName(name)

export interface NetworkOptions {
  /** At least 2. */
  readonly classes: number
  readonly head?: HeadKind
  /** Dropout probability of the article's head; 0.5 there. */
  readonly dropout?: number
  /** Channels of a ResNet's first block; 64 where it is left out, less makes a narrow net. */
  readonly width?: number
}

/** Builds the network of a name, with a head for so many classes. */
export const buildNetwork = (arch: Arch, options: NetworkOptions): ModelSpec => resnet(arch, options)
