/** A network before it has learnt anything: every parameter of the backbone as torchvision draws it for a new one. */
import { hash, pcg, STREAM } from '../random'
import { headOf, type ModelSpec, type ParamInfo, type ParamMap, paramInfos } from './spec'

/** What a parameter that multiplies nothing over windows is drawn with, as in timm's and torchvision's transformers. */
const TOKEN_STD = 0.02

/**
 * Parameters of all but the head, keyed by the seed. Convolutions: normal with variance 2 / (out channels * window), which is kaiming_normal_(mode='fan_out') in
 * torchvision's ResNet, MobileNet and EfficientNet (grouped ones among them: PyTorch counts all output channels); of patches with variance 1 / (channels * window); biases 0; normalisations change nothing at first.
 */
export function untrainedParams(spec: ModelSpec, seed: number): ParamMap {
  const params: ParamMap = new Map()
  paramInfos(spec).forEach((info, index) => {
    if (info.block === headOf(spec)) return
    const data = new Float32Array(info.shape.reduce((a, b) => a * b, 1))
    const start = startOf(info)
    if ('value' in start) data.fill(start.value)
    else drawNormal(data, start.std, hash(seed, STREAM.init, index))
    params.set(info.name, { shape: info.shape, data })
  })
  return params
}

/** One value for all, or the standard deviation that they are drawn with. */
function startOf({ name, role, shape }: ParamInfo): { readonly value: number } | { readonly std: number } {
  if (name.endsWith('running_var') || (role === 'norm' && name.endsWith('weight'))) return { value: 1 }
  if (role === 'norm' || role === 'buffer' || name.endsWith('bias')) return { value: 0 }
  // As torchvision's VisionTransformer.
  if (name === 'cls_token') return { value: 0 }
  if (name.startsWith('patch_embed.')) return { std: 1 / Math.sqrt(shape[1]! * shape[2]! * shape[3]!) }
  if (shape.length === 4) return { std: Math.sqrt(2 / (shape[0]! * shape[2]! * shape[3]!)) }
  return { std: TOKEN_STD }
}

/** Box and Muller's transform (1958) of the draws 0, 1, 2, ... of `stream`; two of them for two values. */
function drawNormal(data: Float32Array, std: number, stream: number): void {
  const draw = (i: number): number => (pcg((stream + i) >>> 0) >>> 8) / 16777216
  for (let i = 0; i < data.length; i += 2) {
    // 0 has no logarithm.
    const radius = std * Math.sqrt(-2 * Math.log(1 - draw(i)))
    const angle = 2 * Math.PI * draw(i + 1)
    data[i] = radius * Math.cos(angle)
    if (i + 1 < data.length) data[i + 1] = radius * Math.sin(angle)
  }
}
