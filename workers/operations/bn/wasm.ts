/** BatchNorm. In evaluation mode it waits with the convolution before it, in training mode it leaves its statistics to what applies them. */
import { FLOAT } from '../../engine/wasm/kinds/kind'
import { STATS } from '../../engine/wasm/kinds/norm'
import { planSums } from '../../engine/wasm/plan/conv'
import type { WasmForm } from '../../engine/wasm/plan/form'
import { normBackward } from '../../engine/wasm/plan/norm'
import type { BatchNormLayer } from './facts'

export const bn: WasmForm<BatchNormLayer> = {
  evaluate(at, layer) {
    const { context } = at
    const from = layer.inputs[0]!
    const held = at.held(from)
    if (held && !held.conv.bias && !held.bn && !held.residual) {
      at.wait({ ...held, bn: layer })
      return
    }
    const shape = { positions: context.places(layer.id), channels: layer.channels }
    const stats = at.arenas.stats.get(layer.id)!
    context.builder.emit('normApply', { z: at.value(from), y: at.produce(), stats, residual: 0, relu: 0, ...shape })
  },

  train(at, layer) {
    const { context, left } = at
    const { channels, momentum, eps, id } = layer
    const from = layer.inputs[0]!
    const z = at.value(from)
    const positions = context.places(id)
    const sums = left.sums.get(from) ?? planSums(context, id, z)
    const stats = context.builder.tensor(`${id} statistics`, STATS * channels * FLOAT)
    const param = (name: string) => context.param(`${id}.${name}`)
    context.builder.emit('normStatistics', {
      ...{ sums, positions, channels, stats, momentum, eps },
      ...{ weight: param('weight'), bias: param('bias'), mean: param('running_mean'), variance: param('running_var') },
    })
    const norm = { layer, z, stats }
    left.norms.set(id, norm)
    // Where the ReLU after it did this already, nobody gave it a gradient.
    at.back((g) => normBackward(at, norm, g, null, true))
  },
}
