/** BatchNorm of fixed statistics that follows no convolution: a convolution of each channel by itself. */
import type { FoldForm } from '../../export/foldForm'
import { foldedNorm } from '../../model/fold'
import type { BatchNormLayer } from './facts'

/** Scale and shift of each channel. */
export function scaleOf({ id, eps }: BatchNormLayer, param: (name: string) => Float32Array) {
  const [gain, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map((suffix) => param(`${id}.${suffix}`))
  return foldedNorm(gain!, beta!, mean!, variance!, eps)
}

export const bn: FoldForm<BatchNormLayer> = {
  fold({ id, first }, inputs, param) {
    const { channels, block } = first
    const { scale, shift } = scaleOf(first, param)
    return {
      layer: {
        ...({ op: 'conv', id, inputs, block, inChannels: channels, outChannels: channels, groups: channels } as const),
        ...{ kernel: 1, stride: 1, padding: 0, bias: true },
      },
      params: { weight: Float32Array.from(scale), bias: Float32Array.from(shift) },
    }
  },
}
