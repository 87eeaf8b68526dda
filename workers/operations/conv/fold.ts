/** Convolution with a bias, the BatchNorm after it folded in: w' = w * scale and b' = b * scale + shift (`foldedNorm`). */
import type { FoldForm } from '../../export/foldForm'
import { layerIn } from '../../model/steps'
import { scaleOf } from '../bn/fold'
import { type ConvLayer, groupsOf } from './facts'

export const conv: FoldForm<ConvLayer> = {
  chains: [{ links: ['conv', 'bn'] }],

  fold(step, inputs, param) {
    const { first, id } = step
    const layer = { ...first, id, inputs, bias: true }
    const weight = Float32Array.from(param(`${first.id}.weight`))
    const own = first.bias ? param(`${first.id}.bias`) : new Float32Array(first.outChannels)
    const norm = layerIn(step, 'bn')
    if (!norm) return { layer, params: { weight, bias: Float32Array.from(own) } }
    const { scale, shift } = scaleOf(norm, param)
    const per = (first.inChannels / groupsOf(first)) * first.kernel ** 2
    for (let i = 0; i < weight.length; i++) weight[i] = weight[i]! * scale[Math.floor(i / per)]!
    return { layer, params: { weight, bias: Float32Array.from(shift, (value, o) => value + own[o]! * scale[o]!) } }
  },
}
