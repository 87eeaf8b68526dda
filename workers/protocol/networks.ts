/**
 * The networks that a run may train, once: what each is called, and the ImageNet weights that the hub has of it. The option `depth`, the offer of weights by name,
 * and docs/weights.md are made of it; a test holds it to torchvision.
 */
import type { Arch } from '../model/networks'
import type { Attention } from '../model/resnet'
import { type Text, t } from './options/option'

export type { Attention }

export interface OfferedNetwork {
  /** torchvision's name, and the exports'. */
  readonly arch: Arch
  /** For a person, in every language. */
  readonly label: string
  /** Of weights on the hub: timm's name of torchvision's (`IMAGENET1K_V1`), or of its own. */
  readonly hub: string
  /** Theirs, where they are not torchvision's. */
  readonly licence?: string
  /** Numbers in it with ImageNet's 1000 classes; its file has four bytes for each. */
  readonly parameters: number
  /** Share 0..1 of ImageNet's 50,000 validation pictures that those weights get right, as torchvision states it; of timm's own, as its results-imagenet.csv does. */
  readonly top1: number
  /** Side of the pictures that they are best at, and that `top1` is of; 224 px where it is left out. */
  readonly size?: number
}

/** Of torchvision's weights, all of them. */
const IMAGENET_LICENCE = 'BSD-3-Clause'
/** Of timm's own, those named here. */
const APACHE = 'Apache-2.0'

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
  mobilenet_v2: {
    arch: 'mobilenet_v2',
    label: 'MobileNetV2',
    hub: 'timm/mobilenetv2_100.ra_in1k',
    licence: APACHE,
    parameters: 3_504_872,
    top1: 0.72976,
  },
  mobilenet_v3_small: {
    arch: 'mobilenet_v3_small',
    label: 'MobileNetV3 small',
    hub: 'timm/mobilenetv3_small_100.lamb_in1k',
    licence: APACHE,
    parameters: 2_542_856,
    top1: 0.67656,
  },
  mobilenet_v3_large: {
    arch: 'mobilenet_v3_large',
    label: 'MobileNetV3 large',
    hub: 'timm/mobilenetv3_large_100.ra_in1k',
    licence: APACHE,
    parameters: 5_483_032,
    top1: 0.75766,
  },
  efficientnet_b0: {
    arch: 'efficientnet_b0',
    label: 'EfficientNet-B0',
    hub: 'timm/efficientnet_b0.ra_in1k',
    licence: APACHE,
    parameters: 5_288_548,
    top1: 0.77694,
  },
  efficientnet_b1: {
    arch: 'efficientnet_b1',
    label: 'EfficientNet-B1',
    hub: 'timm/efficientnet_b1.ft_in1k',
    licence: APACHE,
    parameters: 7_794_184,
    top1: 0.788,
    size: 256,
  },
  efficientnet_b2: {
    arch: 'efficientnet_b2',
    label: 'EfficientNet-B2',
    hub: 'timm/efficientnet_b2.ra_in1k',
    licence: APACHE,
    parameters: 9_109_994,
    top1: 0.8061,
    size: 288,
  },
  efficientnet_b3: {
    arch: 'efficientnet_b3',
    label: 'EfficientNet-B3',
    hub: 'timm/efficientnet_b3.ra2_in1k',
    licence: APACHE,
    parameters: 12_233_232,
    top1: 0.82242,
    size: 320,
  },
  tf_efficientnet_b0: {
    arch: 'tf_efficientnet_b0',
    label: 'EfficientNet-B0 of TensorFlow',
    hub: 'timm/tf_efficientnet_b0.ns_jft_in1k',
    licence: APACHE,
    parameters: 5_288_548,
    top1: 0.7867,
  },
  tf_efficientnet_b1: {
    arch: 'tf_efficientnet_b1',
    label: 'EfficientNet-B1 of TensorFlow',
    hub: 'timm/tf_efficientnet_b1.ns_jft_in1k',
    licence: APACHE,
    parameters: 7_794_184,
    top1: 0.81394,
    size: 240,
  },
  tf_efficientnet_b2: {
    arch: 'tf_efficientnet_b2',
    label: 'EfficientNet-B2 of TensorFlow',
    hub: 'timm/tf_efficientnet_b2.ns_jft_in1k',
    licence: APACHE,
    parameters: 9_109_994,
    top1: 0.82378,
    size: 260,
  },
  tf_efficientnet_b3: {
    arch: 'tf_efficientnet_b3',
    label: 'EfficientNet-B3 of TensorFlow',
    hub: 'timm/tf_efficientnet_b3.ns_jft_in1k',
    licence: APACHE,
    parameters: 12_233_232,
    top1: 0.84056,
    size: 300,
  },
  deit_tiny_patch16_224: {
    arch: 'deit_tiny_patch16_224',
    label: 'DeiT-Tiny',
    hub: 'timm/deit_tiny_patch16_224.fb_in1k',
    licence: APACHE,
    parameters: 5_717_416,
    top1: 0.72172,
  },
  deit_small_patch16_224: {
    arch: 'deit_small_patch16_224',
    label: 'DeiT-Small',
    hub: 'timm/deit_small_patch16_224.fb_in1k',
    licence: APACHE,
    parameters: 22_050_664,
    top1: 0.79844,
  },
  vit_tiny_patch16_224: {
    arch: 'vit_tiny_patch16_224',
    label: 'ViT-Tiny',
    hub: 'timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k',
    licence: APACHE,
    parameters: 5_717_416,
    top1: 0.75454,
  },
  vit_small_patch16_224: {
    arch: 'vit_small_patch16_224',
    label: 'ViT-Small',
    hub: 'timm/vit_small_patch16_224.augreg_in21k_ft_in1k',
    licence: APACHE,
    parameters: 22_050_664,
    top1: 0.81384,
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

/**
 * What weights are called to a person: by the name that they came with; an untrained network, which came from nowhere, by its own and the seed that it was drawn by.
 * @param depth the network that they are of
 */
export function weightsName(
  weights: { readonly name: string; readonly isUntrained?: true | undefined; readonly seed?: number | undefined },
  depth: NetworkName,
): Text {
  const { name, isUntrained, seed } = weights
  const { label } = NETWORKS[depth]
  return isUntrained ? t(`${label}, untrained, seed ${seed}`, `未训练的 ${label}，种子 ${seed}`) : t(name, name)
}

/** Bytes of a network's weights in a file. */
export const weightsBytes = (name: NetworkName): number => 4 * NETWORKS[name].parameters

/** Of a network's weights on the hub. */
export const weightsLicence = (name: NetworkName): string => (NETWORKS[name] as OfferedNetwork).licence ?? IMAGENET_LICENCE
