/** What an ONNX file needs besides its graph, so that a network can learn on from it: BatchNorm, which is folded into the convolutions there, and positions. */
import { paramName, type Shape } from '../model/layer'
import type { ModelSpec } from '../model/spec'
import { stepsOf, usersOf } from '../model/steps'
import { type BatchNormLayer, normsOf } from '../operations/bn/facts'
import { type ConvLayer, convsOf } from '../operations/conv/facts'
import { factsOf } from '../operations/facts'
import { FOLD_CHAINS, foldForm } from '../operations/fold'
import { toBase64 } from '../protocol/base64'
import { type ExportModel, paramOf } from './model'

/** The metadata's key. */
export const STATISTICS = 'batch_norm_f32_base64'
/** Of each BatchNorm, in this order; its shift follows from the folded bias. */
export const KEPT = ['weight', 'running_mean', 'running_var'] as const
/** The metadata's key of what folding loses for good; left out where it loses nothing. */
export const LOST = 'switched_off_f32_base64'

/** The metadata's key of a Vision Transformer's class token and positions as they were learnt; left out where there are none. */
export const LEARNT = 'positions_f32_base64'

type Model = Pick<ExportModel, 'spec' | 'params'>

/** Little-endian f32 of every BatchNorm of the network in the order of its layers, in base64: some 60 KB of a ResNet18. */
export const statisticsText = ({ spec, params }: Model): string =>
  textOf(normsOf(spec.layers).flatMap(({ id }) => KEPT.map((suffix) => paramOf(params, `${id}.${suffix}`).data)))

/** Each convolution and the BatchNorm that is folded into it, in the order of the latter. */
export const foldedPairs = ({ layers }: ModelSpec): { readonly conv: ConvLayer; readonly norm: BatchNormLayer }[] =>
  stepsOf(layers, { users: usersOf(layers), chains: FOLD_CHAINS }).flatMap((step) => {
    const [[conv], [norm]] = [convsOf(step.layers), normsOf(step.layers)]
    return conv && norm ? [{ conv, norm }] : []
  })

/** Channels that a BatchNorm of this weight switches off: folded, the convolution's own weights are zeros there. */
export const switchedOff = (weight: Float32Array): number[] => [...weight.keys()].filter((c) => weight[c] === 0)

/** As `statisticsText`, the weights of the convolutions' channels that BatchNorm switches off (fresh CBAM's, for one); null where there are none. */
export function lostText({ spec, params }: Model): string | null {
  const rows = foldedPairs(spec).flatMap(({ conv, norm }) => {
    const { data } = paramOf(params, `${conv.id}.weight`)
    const per = data.length / conv.outChannels
    return switchedOff(paramOf(params, `${norm.id}.weight`).data).map((c) => data.subarray(c * per, (c + 1) * per))
  })
  return rows.length > 0 ? textOf(rows) : null
}

/** Parameters that an ONNX file has as something else, which they do not follow from: positions of other pictures, with the class token in them. */
export const remade = ({ layers }: ModelSpec): { readonly name: string; readonly shape: Shape }[] =>
  layers.flatMap((layer) => {
    const loses = foldForm(layer)?.loses ?? []
    const own = loses.length > 0 ? factsOf(layer).params(layer) : []
    return own.filter(({ suffix }) => loses.includes(suffix)).map(({ suffix, shape }) => ({ name: paramName(layer, suffix), shape }))
  })

/** As `statisticsText`, all of `remade`; null where there are none. */
export function learntText({ spec, params }: Model): string | null {
  const rows = remade(spec).map(({ name }) => paramOf(params, name).data)
  return rows.length > 0 ? textOf(rows) : null
}

function textOf(values: readonly Float32Array[]): string {
  const bytes = new Uint8Array(4 * values.reduce((sum, { length }) => sum + length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const data of values)
    for (const value of data) {
      view.setFloat32(at, value, true)
      at += 4
    }
  return toBase64(bytes).join('')
}
