/** Patches as tokens with their positions. */
import * as kernels from '../../engine/webgpu/kernels/tokens'
import { FLOAT, type PlanContext } from '../../engine/webgpu/planner/context'
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import type { View } from '../../engine/webgpu/tensors'
import { paramName } from '../../model/layer'
import type { EmbedLayer } from './facts'

export const embed: WebGpuForm<EmbedLayer> = {
  evaluate(context, { first: layer }) {
    const { builder } = context
    const x = context.value(layer.inputs[0]!)
    const positions = positionsOf(context, layer)
    const cls = context.param(paramName(layer, 'cls_token'))
    builder.emit(kernels.embedTokens(shapeOf(context, layer)), { x, cls, positions, y: context.produce(layer.id) })
  },

  train(context, step) {
    const { first: layer } = step
    const { builder } = context
    const from = layer.inputs[0]!
    const shape = shapeOf(context, layer)
    embed.evaluate(context, step)
    context.tape.push(() => {
      const dy = context.gradientOf(layer.id)
      const sums = builder.tensor(`${layer.id} sums`, shape.tokens * layer.width * FLOAT)
      builder.emit(kernels.tokenSums(shape), { dy, y: sums })
      const [positions, cls] = ['pos_embed', 'cls_token'].map((suffix) => context.gradient(paramName(layer, suffix)))
      const kernel = kernels.positionGradient(layer.grid, gridOf(context, layer), layer.width)
      builder.emit(kernel, { sums, positions: positions!, cls: cls! })
      if (!context.passesBack(from)) return
      const dx = context.activation(from, `d ${from}`)
      builder.emit(kernels.embedGradient(shape), { dy, dx })
      context.give(from, dx)
    })
  },
}

const gridOf = (context: PlanContext, { inputs }: EmbedLayer): number => context.mapOf(inputs[0]!)[0]

function shapeOf(context: PlanContext, { id }: EmbedLayer): kernels.TokenShape {
  const { pixels: tokens, channels } = context.normShape(id)
  return { tokens, channels }
}

/** The embedding for the pictures' grid. */
function positionsOf(context: PlanContext, layer: EmbedLayer): View {
  const held = context.param(paramName(layer, 'pos_embed'))
  const to = gridOf(context, layer)
  if (to === layer.grid) return held
  const bytes = shapeOf(context, layer).tokens * layer.width * FLOAT
  const tensor = context.builder.tensor(`${layer.id} positions`, bytes)
  context.builder.emit(kernels.resizePositions(layer.grid, to, layer.width), { positions: held, y: tensor })
  return { tensor, offset: 0, bytes }
}
