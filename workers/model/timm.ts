/** timm's names of what MobileNets and EfficientNets are made of (`timm/models/_efficientnet_blocks.py`, 1.0), which differ from torchvision's. */
import { normsOf } from '../operations/bn/facts'
import { type ConvLayer, convsOf, groupsOf } from '../operations/conv/facts'
import { isTensorFlows } from './efficientnet'
import { headOf, type ModelSpec, type ParamMap } from './spec'

/** BatchNorm's epsilon in timm's networks of these families: PyTorch's, of those with TensorFlow's weights theirs. */
const epsOf = ({ arch }: ModelSpec): number => (isTensorFlows(arch) ? 1e-3 : 1e-5)
/** What no network has by torchvision's names. */
const STEM = 'conv_stem.weight'
const WITHIN = /^(features\.\d+(?:\.\d+)?)\.(?:block|conv)\./

/** Whether parameters have timm's names. */
export const isTimms = (names: { has(name: string): boolean }): boolean => names.has(STEM)

/** timm's name of each layer of the backbone that has parameters, by torchvision's. Empty where both are the same, as of ResNets. */
function layersOf(spec: ModelSpec): ReadonlyMap<string, string> {
  const named = new Map<string, string>()
  const backbone = spec.layers.filter(({ block }) => block !== headOf(spec))
  const convs = convsOf(backbone)
  const norms = new Map(normsOf(backbone).map(({ inputs, id }) => [inputs[0]!, id]))
  const name = (conv: string, as: string, norm: string) => {
    named.set(conv, as)
    named.set(norms.get(conv)!, norm)
  }
  const blocks = new Map<string, ConvLayer[]>()
  for (const layer of convs) {
    const block = WITHIN.exec(layer.id)?.[1]
    if (block) blocks.set(block, [...(blocks.get(block) ?? []), layer])
  }
  if (blocks.size === 0) return named
  let [stage, index, wide] = [-1, 0, 0]
  for (const layers of blocks.values()) {
    const last = layers.at(-1)!
    // A stage is of blocks with equally many channels.
    if (last.outChannels !== wide) [stage, index, wide] = [stage + 1, 0, last.outChannels]
    const at = `blocks.${stage}.${index++}`
    const expands = groupsOf(layers[0]!) === 1
    const parts = expands ? ['conv_pw', 'conv_dw', 'conv_pwl'] : ['conv_dw', 'conv_pw']
    let part = 0
    for (const { id } of layers) {
      if (norms.has(id)) name(id, `${at}.${parts[part]}`, `${at}.bn${++part}`)
      else named.set(id, `${at}.se.${id.endsWith('.fc1') ? 'conv_reduce' : 'conv_expand'}`)
    }
  }
  name(convs[0]!.id, 'conv_stem', 'bn1')
  const last = convs.at(-1)!.id
  // Of V3 that is one more block; its conv_head is behind the pooling.
  if (spec.arch.startsWith('mobilenet_v3')) name(last, `blocks.${stage + 1}.0.conv`, `blocks.${stage + 1}.0.bn1`)
  else name(last, 'conv_head', 'bn2')
  return named
}

/** Of a parameter of the backbone timm's name, by torchvision's; as it is where both are the same. */
export function timmName(spec: ModelSpec): (name: string) => string {
  const layers = layersOf(spec)
  return (name) => {
    const dot = name.lastIndexOf('.')
    const layer = layers.get(name.slice(0, dot))
    return layer ? layer + name.slice(dot) : name
  }
}

/**
 * The backbone's parameters by torchvision's names, and the head's as they are called; what is missing is left out. Where BatchNorm's epsilon is another here (MobileNetV3), its weight is scaled by
 * sqrt((variance + eps) / (variance + timm's)), so that the network answers as it does in timm.
 */
export function fromTimm(spec: ModelSpec, tensors: ParamMap): ParamMap {
  const params: ParamMap = new Map([...tensors].filter(([name]) => name.startsWith(`${headOf(spec)}.`)))
  for (const [name, layer] of layersOf(spec))
    for (const suffix of ['weight', 'bias', 'running_mean', 'running_var']) {
      const found = tensors.get(`${layer}.${suffix}`)
      if (found) params.set(`${name}.${suffix}`, found)
    }
  const eps = epsOf(spec)
  for (const layer of normsOf(spec.layers)) {
    if (layer.eps === eps) continue
    const [weight, variance] = [params.get(`${layer.id}.weight`), params.get(`${layer.id}.running_var`)?.data]
    if (!weight || variance?.length !== weight.data.length) continue
    const data = weight.data.map((value, c) => value * Math.sqrt((variance[c]! + layer.eps) / (variance[c]! + eps)))
    params.set(`${layer.id}.weight`, { ...weight, data })
  }
  return params
}

/** timm's tags of weights of these families that were trained with PyTorch's padding and ImageNet's mean and standard deviation. */
export const TIMM_TAGS = ['ra_in1k', 'ra2_in1k', 'ft_in1k', 'lamb_in1k'] as const
/** Those of TensorFlow's EfficientNets with ImageNet's mean and standard deviation; AdvProp's (`ap_in1k`) were trained with 0.5 for both (`timm/models/efficientnet.py`, 1.0.29). */
export const TENSORFLOW_TAGS = ['ns_jft_in1k', 'aa_in1k', 'in1k'] as const
const NETWORK = /(?<!tf_)(mobilenetv[23]|efficientnet)_[a-z\d_]+/i
const TENSORFLOWS = /(^|[^a-z])tf_(mobilenetv3|efficientnet)_[a-z\d_]+/i
/** By timm's tag, or the older one in the names of its files before they were on the hub: `efficientnet_b0_ra-3dd342df.pth`. */
const tagged = (network: RegExp, tags: readonly string[], older: readonly string[]) =>
  new RegExp(`${network.source}(?:\\.(?:${tags.join('|')})(?![a-z\\d_])|_(?:${older.join('|')})-[\\da-f]{8}(?![a-z\\d]))`, 'i')
const TAGGED = tagged(NETWORK, TIMM_TAGS, ['ra', 'ra2', 'lamb'])
const TENSORFLOWS_TAGGED = tagged(/(^|[^a-z])tf_efficientnet_[a-z\d_]+/i, TENSORFLOW_TAGS, ['ns', 'aa'])
/** A recipe with mean and standard deviation of 0.5, of ResNets too. */
const OTHERS = /\.ra4_e\d/i

/** Whether the name of a file or model says that it is one of TensorFlow's networks, which timm calls `tf_`. */
export const namesTensorFlows = (name: string): boolean => TENSORFLOWS.test(name)

/**
 * What the name of a file or model leaves open, or says is not done here, of weights by timm's names; nothing in the file tells it. `padding`: TensorFlow's weights
 * (`tf_efficientnet_b0`) have the same names and shapes as PyTorch's, pad otherwise at stride 2 and have another epsilon: without a name they are neither's.
 * `normalisation`: some of both were trained with another mean and standard deviation (`ra4_e3600_r224_in1k`, `ap_in1k` and all of `tf_mobilenetv3`: 0.5;
 * `miil_in21k`: 0 and 1; `timm/models/efficientnet.py` and `mobilenetv3.py`, 1.0).
 */
export function leftOpen(name: string, timms: boolean): 'padding' | 'normalisation' | null {
  if (OTHERS.test(name)) return 'normalisation'
  if (!timms) return null
  if (namesTensorFlows(name)) return TENSORFLOWS_TAGGED.test(name) ? null : 'normalisation'
  if (!NETWORK.test(name)) return 'padding'
  return TAGGED.test(name) ? null : 'normalisation'
}
