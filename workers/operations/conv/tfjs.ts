/** Convolution; in evaluation mode with the BatchNorm and ReLU after it. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import { geometry } from '../../engine/tfjs/geometry'
import { isRelu, layerIn } from '../../model/steps'
import type { ConvLayer } from './facts'

export const conv: OpsForm<ConvLayer> = {
  chains: [{ links: ['conv', 'bn', isRelu] }, { links: ['conv', 'bn'] }],

  evaluate(at, step, [x]) {
    const { ops } = at
    const { first: layer } = step
    const weight = at.param(`${layer.id}.weight`)
    const norm = layerIn(step, 'bn')
    const g = geometry(layer, x!.shape, layer.outChannels)
    if (!norm) return freeing(ops, x!, () => ops.conv(x!, weight, g))
    const of = (suffix: string) => at.param(`${norm.id}.${suffix}`)
    const { w, b } = at.folded(layer.id, () => ops.fold(weight, of('weight'), of('bias'), of('running_mean'), of('running_var'), norm.eps))
    return freeing(ops, x!, () => ops.convBias(x!, w, b, layerIn(step, 'activation') !== undefined, g))
  },

  forward: (at, layer) => at.ops.conv(at.x(), at.param('weight'), geometry(layer, at.shape, layer.outChannels)),

  backward(at, layer, dy) {
    const g = geometry(layer, at.shape, layer.outChannels)
    at.grad('weight', at.ops.convFilter(at.x(), dy, g))
    return [freeing(at.ops, dy, () => (at.wanted() ? at.ops.convInput(dy, at.param('weight'), g) : null))]
  },
}
