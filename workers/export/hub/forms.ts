/** By which names the ecosystem's libraries know a network: what of it can be said in their own classes, exactly. */

import { isVitName } from '../../model/blocks'
import { isEfficientNetName } from '../../model/efficientnet'
import { type Attention, resNetOf } from '../../model/resnet'
import { headOf, type ModelSpec, type ParamMap, paramInfos } from '../../model/spec'
import { timmName } from '../../model/timm'
import { type ExportModel, paramOf } from '../model'

/** ResNets whose layers, strides and names are the same in timm 1.0 as in torchvision. */
const TIMM = /^(resnet(18|34|50|101|152)|resnext50_32x4d|wide_resnet50_2)$/
/** How timm's ResNets are told to have attention, by its name. */
const timmArgs = (attention: Attention): TimmForm['args'] => (attention === 'none' ? {} : { block_args: { attn_layer: attention } })
/** Those that transformers' own `ResNetForImageClassification` is, with other names: it has neither groups nor wide bottlenecks. */
const TRANSFORMERS = /^resnet(18|34|50|101|152)$/

/** Neither library's class has a second layer in its head, and a ReLU between two layers cannot be folded into one. */
export const hasOneLayer = (spec: ModelSpec): boolean => paramInfos(spec).some(({ name }) => name === `${headOf(spec)}.weight`)

/** What a model is to libraries that have a class for it. */
export interface HubForms {
  /** What it is to timm; null where that has none with this head. */
  readonly timm: TimmForm | null
  /** Its shape as `ResNetConfig` of transformers says it; null where that class is another network. */
  readonly transformers: TransformersShape | null
}

/** What timm calls an architecture, and what it is made with besides. */
interface TimmForm {
  readonly architecture: string
  readonly args: Readonly<Record<string, boolean | Readonly<Record<string, string>>>>
  /** The first convolution and the head, by its names. */
  readonly first: string
  readonly head: string
}

interface TransformersShape {
  readonly layer_type: 'basic' | 'bottleneck'
  readonly embedding_size: number
  readonly hidden_sizes: readonly number[]
  readonly depths: readonly number[]
}

/** Which libraries' own classes a network is. */
export function hubForms(spec: ModelSpec): HubForms {
  const one = hasOneLayer(spec)
  const timm = timmForm(spec)
  return {
    timm: one ? timm : null,
    transformers: one && TRANSFORMERS.test(spec.arch) ? transformersShape(spec) : null,
  }
}

/** What a network is to timm but for its head; null where it has none. EfficientNets have other names for their layers there (`timmParams`). */
export function timmForm({ arch }: Pick<ModelSpec, 'arch'>): TimmForm | null {
  // Positions are those of 224 px, and timm interpolates them for other pictures as they are here.
  if (isVitName(arch)) return { architecture: arch, args: { dynamic_img_size: true }, first: 'patch_embed.proj', head: 'head' }
  if (isEfficientNetName(arch)) return { architecture: arch, args: {}, first: 'conv_stem', head: 'classifier' }
  const named = resNetOf(arch)
  return named && TIMM.test(named.plain) ? { architecture: named.plain, args: timmArgs(named.attention), first: 'conv1', head: 'fc' } : null
}

const STAGES = [1, 2, 3, 4] as const

function transformersShape(spec: ModelSpec): TransformersShape {
  const shapes = new Map(paramInfos(spec).map(({ name, shape }) => [name, shape]))
  const isBottleneck = shapes.has('layer1.0.conv3.weight')
  const channels = (name: string) => shapes.get(name)?.[0] ?? 0
  const blocksOf = (stage: number) =>
    [...shapes.keys()].filter((name) => name.startsWith(`layer${stage}.`) && name.endsWith('.conv1.weight')).length
  return {
    layer_type: isBottleneck ? 'bottleneck' : 'basic',
    embedding_size: channels('conv1.weight'),
    hidden_sizes: STAGES.map((stage) => channels(`layer${stage}.0.conv${isBottleneck ? 3 : 2}.weight`)),
    depths: STAGES.map(blocksOf),
  }
}

/** Parts of torchvision's names, and what transformers' `modeling_resnet.py` calls them. */
const RENAMED: readonly (readonly [RegExp, string])[] = [
  [/^conv1\./, 'resnet.embedder.embedder.convolution.'],
  [/^bn1\./, 'resnet.embedder.embedder.normalization.'],
  [/^fc\./, 'classifier.1.'],
]
const WITHIN = /^layer(\d)\.(\d+)\.(conv|bn|downsample\.)(\d)\.(\w+)$/

/**
 * A parameter's name in transformers' `ResNetForImageClassification`.
 * @throws Error where that network has no such parameter
 */
export function transformersName(name: string): string {
  for (const [from, to] of RENAMED) if (from.test(name)) return name.replace(from, to)
  const found = WITHIN.exec(name)
  if (!found) throw new Error(`transformers' ResNet has no ${name}`)
  const [, stage, block, kind, number, suffix] = found
  const layer = `resnet.encoder.stages.${Number(stage) - 1}.layers.${block}`
  if (kind === 'downsample.') return `${layer}.shortcut.${number === '0' ? 'convolution' : 'normalization'}.${suffix}`
  return `${layer}.layer.${Number(number) - 1}.${kind === 'conv' ? 'convolution' : 'normalization'}.${suffix}`
}

/** The parameters by transformers' names; the same numbers. @throws Error where one is missing, or has no name there */
export const transformersParams = ({ spec, params }: Pick<ExportModel, 'spec' | 'params'>): ParamMap =>
  new Map(paramInfos(spec).map(({ name }) => [transformersName(name), paramOf(params, name)]))

/** The parameters by timm's names; the same numbers. @throws Error where one is missing */
export function timmParams({ spec, params }: Pick<ExportModel, 'spec' | 'params'>): ParamMap {
  const named = timmName(spec)
  return new Map(paramInfos(spec).map(({ name }) => [named(name), paramOf(params, name)]))
}
