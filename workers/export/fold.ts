/** A network as it answers: BatchNorm in evaluation mode folded into the convolution before it, the same function with fewer operations. */
import { foldedNorm } from '../model/fold'
import type { PortableLayer } from '../model/portable'
import type { ParamMap } from '../model/spec'
import { layerIn, stepsOf, usersOf } from '../model/steps'
import type { BatchNormLayer } from '../operations/bn/facts'
import { type ConvLayer, groupsOf } from '../operations/conv/facts'
import { factsOf } from '../operations/facts'
import { type ExportModel, paramOf } from './model'

/** What the files hold: every convolution has a bias, there is neither BatchNorm nor dropout; `inputs` are ids of layers that remain. */
export interface InferenceNetwork {
  readonly layers: readonly PortableLayer[]
  readonly params: ParamMap
}

/**
 * Every `conv` joined with the `bn` that alone reads it, by w' = w * scale and b' = b * scale + shift (`foldedNorm`); a `bn` that follows something else is
 * a convolution of each channel by itself. Dropout is taken out. Ids are those of the last layer that was joined.
 */
export function inferenceNetwork({ spec, params }: Pick<ExportModel, 'spec' | 'params'>): InferenceNetwork {
  const renamed = new Map<string, string>()
  const layers: PortableLayer[] = []
  const out: ParamMap = new Map()
  for (const step of stepsOf(spec.layers, { users: usersOf(spec.layers), chains: [{ links: ['conv', 'bn'] }] })) {
    const inputs = step.inputs.map((id) => renamed.get(id) ?? id)
    const { first, id } = step
    if (first.op === 'dropout') renamed.set(id, inputs[0]!)
    else if (first.op === 'conv') {
      const folded = foldedConv(first, layerIn(step, 'bn'), params)
      layers.push({ ...first, id, inputs, bias: true })
      out.set(`${id}.weight`, { shape: paramOf(params, `${first.id}.weight`).shape, data: folded.weight })
      out.set(`${id}.bias`, { shape: [first.outChannels], data: folded.bias })
    } else if (first.op === 'bn') {
      const { channels, block } = first
      const { scale, shift } = foldOf(first, params)
      layers.push({
        ...({ op: 'conv', id, inputs, block, inChannels: channels, outChannels: channels, groups: channels } as const),
        ...{ kernel: 1, stride: 1, padding: 0, bias: true },
      })
      out.set(`${id}.weight`, { shape: [channels, 1, 1, 1], data: Float32Array.from(scale) })
      out.set(`${id}.bias`, { shape: [channels], data: Float32Array.from(shift) })
    } else {
      layers.push({ ...first, inputs })
      for (const { suffix } of factsOf(first).params(first)) out.set(`${id}.${suffix}`, paramOf(params, `${id}.${suffix}`))
    }
  }
  return { layers, params: out }
}

function foldOf({ id, eps }: BatchNormLayer, params: ParamMap) {
  const [gain, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    (suffix) => paramOf(params, `${id}.${suffix}`).data,
  )
  return foldedNorm(gain!, beta!, mean!, variance!, eps)
}

function foldedConv(conv: ConvLayer, norm: BatchNormLayer | undefined, params: ParamMap): { weight: Float32Array; bias: Float32Array } {
  const weight = Float32Array.from(paramOf(params, `${conv.id}.weight`).data)
  const own = conv.bias ? paramOf(params, `${conv.id}.bias`).data : new Float32Array(conv.outChannels)
  if (!norm) return { weight, bias: Float32Array.from(own) }
  const { scale, shift } = foldOf(norm, params)
  const per = (conv.inChannels / groupsOf(conv)) * conv.kernel ** 2
  for (let i = 0; i < weight.length; i++) weight[i] = weight[i]! * scale[Math.floor(i / per)]!
  return { weight, bias: Float32Array.from(shift, (value, o) => value + own[o]! * scale[o]!) }
}
