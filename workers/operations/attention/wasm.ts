/** Attention in several heads. */
import { FLOAT } from '../../engine/wasm/kinds/kind'
import type { PlanContext } from '../../engine/wasm/plan/context'
import type { WasmForm } from '../../engine/wasm/plan/form'
import type { AttentionLayer } from './facts'

export const attention: WasmForm<AttentionLayer> = {
  evaluate({ context, value, produce }, layer) {
    context.builder.emit('attention', { x: value(layer.inputs[0]!), y: produce(), ...shapeOf(context, layer) })
  },

  train(at, layer) {
    const from = layer.inputs[0]!
    const x = at.value(from)
    attention.evaluate(at, layer)
    at.back((dy) => at.passBack(from, (dx) => at.context.builder.emit('attentionBackward', { x, dy, dx, ...shapeOf(at.context, layer) })))
  },

  /** What the class token attends to. */
  looks(context, layer, x) {
    const shape = shapeOf(context, layer)
    const maps = context.builder.tensor('attention maps', context.train.batch * (shape.tokens - 1) * FLOAT, true)
    context.builder.emit('classAttention', { x, maps, ...shape })
    return maps
  },
}

/** @throws Error where a head's channels are not in fours */
function shapeOf(context: PlanContext, { id, heads }: AttentionLayer) {
  const [, tokens, width] = context.mapOf(id)
  if (width % (4 * heads) !== 0) throw new Error(`The wasm engine takes heads in multiples of 4 channels, not ${width} for ${heads} heads.`)
  return { tokens, heads, width, zeros: context.number(0, tokens) }
}
