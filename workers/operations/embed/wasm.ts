/** Patches as tokens with their positions. */
import { FLOAT } from '../../engine/wasm/kinds/kind'
import type { PlanContext } from '../../engine/wasm/plan/context'
import type { WasmForm } from '../../engine/wasm/plan/form'
import { paramName } from '../../model/layer'
import type { EmbedLayer } from './facts'
import { positionMatrix, tokensOf } from './functions'

export const embed: WasmForm<EmbedLayer> = {
  evaluate({ context, arenas, value, produce }, layer) {
    const { builder } = context
    const [cls, held] = ['cls_token', 'pos_embed'].map((suffix) => context.param(paramName(layer, suffix), arenas))
    const x = value(layer.inputs[0]!)
    const resized = resizing(context, layer)
    const shape = { tokens: context.places(layer.id), channels: layer.width }
    const out = resized && builder.tensor(`${layer.id} positions`, shape.tokens * layer.width * FLOAT)
    if (resized) builder.emit('positions', { ...resized, positions: held!, out: out! })
    builder.emit('embed', { x, cls: cls!, positions: out ?? held!, y: produce(), ...shape })
  },

  train(at, layer) {
    const { context } = at
    const { builder } = context
    const from = layer.inputs[0]!
    embed.evaluate(at, layer)
    const resized = resizing(context, layer)
    const shape = { tokens: context.places(layer.id), channels: layer.width }
    const one = context.number(1)
    at.back((dy) => {
      const [cls, positions] = ['cls_token', 'pos_embed'].map((suffix) => context.gradient(paramName(layer, suffix)))
      const { tokens: count } = shape
      builder.emit('tokenSums', { dy, out: cls!, one, adds: 1, count: 1, ...shape })
      if (resized) {
        const sums = builder.tensor(`${layer.id} sums`, shape.tokens * layer.width * FLOAT)
        builder.emit('tokenSums', { dy, out: sums, one, adds: 0, count, ...shape })
        builder.emit('positionsBackward', { ...resized, sums, out: positions! })
      } else builder.emit('tokenSums', { dy, out: positions!, one, adds: 1, count, ...shape })
      at.passBack(from, (dx) => builder.emit('embedBackward', { dy, dx, ...shape }))
    })
  },
}

/** The table of another grid's positions; null where the embedding is of the pictures' own. */
function resizing(context: PlanContext, { grid, width, inputs }: EmbedLayer) {
  const [to] = context.mapOf(inputs[0]!)
  if (to === grid) return null
  const table = context.table(`positions ${grid} -> ${to}`, () => positionMatrix(grid, to))
  return { table, rows: tokensOf(to), sources: tokensOf(grid), channels: width }
}
