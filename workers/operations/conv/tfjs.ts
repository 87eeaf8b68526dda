/** Convolution; in evaluation mode with the BatchNorm and ReLU after it. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import { geometry } from '../../engine/tfjs/geometry'
import type { ConvGeometry, Ops } from '../../engine/tfjs/ops'
import { layerIn } from '../../model/steps'
import { isRelu } from '../activation/facts'
import type { LayerSpec } from '../facts'
import { type ConvLayer, groupsOf } from './facts'

const place = (layer: ConvLayer, shape: readonly number[]) => geometry(layer, shape, { k: layer.outChannels, groups: groupsOf(layer) })
/** The op set folds BatchNorm into a convolution that has no bias yet. */
const unbiased = (layer: LayerSpec): boolean => layer.op === 'conv' && !layer.bias

export const conv: OpsForm<ConvLayer> = {
  chains: [{ links: [unbiased, 'bn', isRelu] }, { links: [unbiased, 'bn'] }],

  evaluate(at, step, [x]) {
    const { ops } = at
    const { first: layer } = step
    const weight = at.param(`${layer.id}.weight`)
    const norm = layerIn(step, 'bn')
    const g = place(layer, x!.shape)
    if (!norm) return freeing(ops, x!, () => plain(ops, x!, weight, layer.bias ? at.param(`${layer.id}.bias`) : null, g))
    const of = (suffix: string) => at.param(`${norm.id}.${suffix}`)
    const { w, b } = at.folded(layer.id, () => ops.fold(weight, of('weight'), of('bias'), of('running_mean'), of('running_var'), norm.eps))
    return freeing(ops, x!, () => ops.convBias(x!, w, b, layerIn(step, 'activation') !== undefined, g))
  },

  forward: (at, layer) => plain(at.ops, at.x(), at.param('weight'), layer.bias ? at.param('bias') : null, place(layer, at.shape)),

  backward(at, layer, dy) {
    const g = place(layer, at.shape)
    at.grad('weight', at.ops.convFilter(at.x(), dy, g))
    if (layer.bias) at.grad('bias', at.ops.sumRows(dy))
    return [freeing(at.ops, dy, () => (at.wanted() ? at.ops.convInput(dy, at.param('weight'), g) : null))]
  },
}

const plain = <T>(ops: Ops<T>, x: T, w: T, b: T | null, g: ConvGeometry): T => (b ? ops.convBias(x, w, b, false, g) : ops.conv(x, w, g))
