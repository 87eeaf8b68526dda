/** A network before it has learnt anything: every parameter of the backbone as torchvision draws it for a new one, of Vision Transformers as timm does. */
import { hash, pcg, STREAM } from '../random'
import { isVitName } from './blocks'
import { headOf, type ModelSpec, type ParamInfo, type ParamMap, paramInfos } from './spec'

/** Standard deviations of timm's VisionTransformer (1.0.29): `trunc_normal_(std=.02)` of linear layers and positions, whose bounds of ±2 are a hundred of these away; and of its class token. */
const [TOKEN_STD, CLASS_STD] = [0.02, 1e-6]

/**
 * Parameters of all but the head, keyed by the seed; normalisations change nothing at first. Convolutions are normal with variance 2 / (out channels * window), which is
 * kaiming_normal_(mode='fan_out') in torchvision's ResNet, MobileNet and EfficientNet (grouped ones among them: PyTorch counts all output channels), and biases 0. Of a
 * Vision Transformer as timm 1.0.29 begins one by default: linear layers, positions and class token are normal, biases 0, and the patches' convolution is left as
 * PyTorch makes a Conv2d, weights and biases uniform within 1 / sqrt(channels * window). Drawn by our own generator: alike in distribution, not the same numbers.
 */
export function untrainedParams(spec: ModelSpec, seed: number): ParamMap {
  const params: ParamMap = new Map()
  const startOf = isVitName(spec.arch) ? vitStart(spec) : convolutionalStart
  paramInfos(spec).forEach((info, index) => {
    if (info.block === headOf(spec)) return
    const data = new Float32Array(info.shape.reduce((a, b) => a * b, 1))
    const start = startOf(info)
    const stream = hash(seed, STREAM.init, index)
    if ('value' in start) data.fill(start.value)
    else if ('bound' in start) drawUniform(data, start.bound, stream)
    else drawNormal(data, start.std, stream)
    params.set(info.name, { shape: info.shape, data })
  })
  return params
}

/** One value for all, or the standard deviation, or the bound on either side of 0, that they are drawn with. */
type Start = { readonly value: number } | { readonly std: number } | { readonly bound: number }

const isScale = ({ name, role }: ParamInfo): boolean => name.endsWith('running_var') || (role === 'norm' && name.endsWith('weight'))

function convolutionalStart(info: ParamInfo): Start {
  const { name, role, shape } = info
  if (isScale(info)) return { value: 1 }
  if (role === 'norm' || role === 'buffer' || name.endsWith('bias')) return { value: 0 }
  if (shape.length !== 4) throw new Error(`nothing says how ${name} begins`)
  return { std: Math.sqrt(2 / (shape[0]! * shape[2]! * shape[3]!)) }
}

function vitStart(spec: ModelSpec): (info: ParamInfo) => Start {
  const patches = paramInfos(spec).find(({ name }) => name === 'patch_embed.proj.weight')!
  const [, ...window] = patches.shape
  return (info) => {
    const { name, role } = info
    if (name.startsWith('patch_embed.')) return { bound: 1 / Math.sqrt(window.reduce((a, b) => a * b, 1)) }
    if (name === 'cls_token') return { std: CLASS_STD }
    if (isScale(info)) return { value: 1 }
    return role === 'norm' || name.endsWith('bias') ? { value: 0 } : { std: TOKEN_STD }
  }
}

/** The draws 0, 1, 2, ... of `stream`, in [0, 1). */
const draws = (stream: number) => (i: number) => (pcg((stream + i) >>> 0) >>> 8) / 16777216

function drawUniform(data: Float32Array, bound: number, stream: number): void {
  const draw = draws(stream)
  for (let i = 0; i < data.length; i++) data[i] = (2 * draw(i) - 1) * bound
}

/** Box and Muller's transform (1958) of the draws of `stream`; two of them for two values. */
function drawNormal(data: Float32Array, std: number, stream: number): void {
  const draw = draws(stream)
  for (let i = 0; i < data.length; i += 2) {
    // 0 has no logarithm.
    const radius = std * Math.sqrt(-2 * Math.log(1 - draw(i)))
    const angle = 2 * Math.PI * draw(i + 1)
    data[i] = radius * Math.cos(angle)
    if (i + 1 < data.length) data[i + 1] = radius * Math.sin(angle)
  }
}
