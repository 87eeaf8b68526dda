/**
 * The networks that a run may train, once: what each is called, and the ImageNet weights that the hub has of it. The option `depth`, the offer of weights by name,
 * and docs/weights.md are made of it; a test holds it to torchvision.
 */
import type { Arch } from '../model/networks'
import type { Attention } from '../model/resnet'

export type { Attention }

export interface OfferedNetwork {
  /** torchvision's name, and the exports'. */
  readonly arch: Arch
  /** For a person, in every language. */
  readonly label: string
  /** timm's name of torchvision's weights (`IMAGENET1K_V1`) on the hub; `IMAGENET_LICENCE` is theirs. */
  readonly hub: string
  /** Numbers in it with ImageNet's 1000 classes; its file has four bytes for each. */
  readonly parameters: number
  /** Share 0..1 of ImageNet's 50,000 validation pictures that those weights get right at 224 px, as torchvision states it. */
  readonly top1: number
}

/** Of torchvision's weights, all of them. */
export const IMAGENET_LICENCE = 'BSD-3-Clause'

/** By the option's value. */
export const NETWORKS = {
  '18': { arch: 'resnet18', label: 'ResNet18', hub: 'timm/resnet18.tv_in1k', parameters: 11_689_512, top1: 0.69758 },
  '34': { arch: 'resnet34', label: 'ResNet34', hub: 'timm/resnet34.tv_in1k', parameters: 21_797_672, top1: 0.73314 },
  '50': { arch: 'resnet50', label: 'ResNet50', hub: 'timm/resnet50.tv_in1k', parameters: 25_557_032, top1: 0.7613 },
  '101': { arch: 'resnet101', label: 'ResNet101', hub: 'timm/resnet101.tv_in1k', parameters: 44_549_160, top1: 0.77374 },
  '152': { arch: 'resnet152', label: 'ResNet152', hub: 'timm/resnet152.tv_in1k', parameters: 60_192_808, top1: 0.78312 },
  resnext50_32x4d: {
    arch: 'resnext50_32x4d',
    label: 'ResNeXt50 32x4d',
    hub: 'timm/resnext50_32x4d.tv_in1k',
    parameters: 25_028_904,
    top1: 0.77618,
  },
  wide_resnet50_2: {
    arch: 'wide_resnet50_2',
    label: 'Wide ResNet50-2',
    hub: 'timm/wide_resnet50_2.tv_in1k',
    parameters: 68_883_240,
    top1: 0.78468,
  },
} as const satisfies Record<string, OfferedNetwork>

export type NetworkName = keyof typeof NETWORKS
/** From the smallest ResNet on. Whole numbers come first among an object's keys, whatever the order they were written in. */
export const NETWORK_NAMES = Object.keys(NETWORKS) as readonly NetworkName[]

/** Those that attention can be put into. */
export const RESNETS = ['18', '34', '50', '101', '152', 'resnext50_32x4d', 'wide_resnet50_2'] as const satisfies readonly NetworkName[]
const isResNet = (name: NetworkName): name is (typeof RESNETS)[number] => RESNETS.some((one) => one === name)

/** What the options say of a network; runs that were kept before there was attention say nothing of it. */
export interface ChosenNetwork {
  readonly depth: NetworkName
  readonly attention?: Attention
}

const ATTENTION_LABELS: Readonly<Record<Attention, string>> = { none: '', se: 'SE-', cbam: 'CBAM-' }

/** The attention that a network has in the end. */
export const attentionIn = ({ depth, attention = 'none' }: ChosenNetwork): Attention => (isResNet(depth) ? attention : 'none')

/** What it is built by. */
export function archOf(chosen: ChosenNetwork): Arch {
  const { depth } = chosen
  const attention = attentionIn(chosen)
  return attention !== 'none' && isResNet(depth) ? `${attention}_${NETWORKS[depth].arch}` : NETWORKS[depth].arch
}

/** For a person: "SE-ResNet50". */
export const networkLabel = (chosen: ChosenNetwork): string => ATTENTION_LABELS[attentionIn(chosen)] + NETWORKS[chosen.depth].label

/** Bytes of a network's weights in a file. */
export const weightsBytes = (name: NetworkName): number => 4 * NETWORKS[name].parameters
