/** LayerNorm. */
import { FLOAT } from '../../engine/wasm/kinds/kind'
import type { PlanContext } from '../../engine/wasm/plan/context'
import type { WasmForm } from '../../engine/wasm/plan/form'
import type { LayerNormLayer } from './facts'

export const layernorm: WasmForm<LayerNormLayer> = {
  evaluate({ context, arenas, value, produce }, layer) {
    const { id, inputs } = layer
    const [weight, bias] = [context.param(`${id}.weight`, arenas), context.param(`${id}.bias`, arenas)]
    context.builder.emit('layerNorm', { x: value(inputs[0]!), y: produce(), weight, bias, ...shapeOf(context, layer) })
  },

  train(at, layer) {
    const { context } = at
    const { builder } = context
    const { id, inputs, channels } = layer
    const from = inputs[0]!
    const x = at.value(from)
    layernorm.evaluate(at, layer)
    at.back((g) => {
      const partial = builder.tensor(`${id} shares`, context.train.batch * 2 * channels * FLOAT)
      builder.emit('layerNormBackward', { x, g, partial, weight: context.param(`${id}.weight`), ...shapeOf(context, layer) })
      const [dweight, dbias] = [context.gradient(`${id}.weight`), context.gradient(`${id}.bias`)]
      builder.emit('layerNormSums', { partial, dweight, dbias, channels, one: context.number(1) })
      at.give(from, g)
    })
  },
}

const shapeOf = (context: PlanContext, { id, channels, eps }: LayerNormLayer) => ({ places: context.places(id), channels, eps })
