/** Every network that is built here, by its name: the one place that knows the families. Whoever needs a network of a name asks here, not a family. */

import { isVitName, type VitName } from './blocks'
import type { HeadKind } from './building'
import { type EfficientNetName, efficientnet, isEfficientNetName } from './efficientnet'
import { isMobileNetName, type MobileNetName, mobilenet } from './mobilenet'
import { isResNetName, type ResNetName, resnet } from './resnet'
import type { ModelSpec } from './spec'
import { vit } from './vit'

/** torchvision's name of a network, or timm's where torchvision has none; a ResNet's attention stands before it (`se_resnet18`). */
export type Arch = ResNetName | MobileNetName | EfficientNetName | VitName

export const isArch = (name: string): name is Arch =>
  isResNetName(name) || isMobileNetName(name) || isEfficientNetName(name) || isVitName(name)

export interface NetworkOptions {
  /** At least 2. */
  readonly classes: number
  readonly head?: HeadKind
  /** Dropout probability of the article's head; 0.5 there. */
  readonly dropout?: number
  /** Of a narrow net: channels of a ResNet's first block in place of 64, or what another network's channels are multiplied by. */
  readonly width?: number
}

/** Builds the network of a name, with a head for so many classes. */
export function buildNetwork(arch: Arch, options: NetworkOptions): ModelSpec {
  if (isResNetName(arch)) return resnet(arch, options)
  if (isMobileNetName(arch)) return mobilenet(arch, options)
  return isVitName(arch) ? vit(arch, options) : efficientnet(arch, options)
}

/** What a network's head is called, and its block. */
export const headName = (arch: Arch): string => (isResNetName(arch) ? 'fc' : isVitName(arch) ? 'head' : 'classifier')

/** Of which kind the head among a network's parameters is; null where it is of none that is trained here. */
export function headKindIn(arch: Arch, params: { has(name: string): boolean }): HeadKind | null {
  const head = headName(arch)
  return params.has(`${head}.3.weight`) ? 'article' : params.has(`${head}.weight`) ? 'linear' : null
}
