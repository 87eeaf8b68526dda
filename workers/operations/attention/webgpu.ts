/** Attention in several heads. */
import * as kernels from '../../engine/webgpu/kernels/attention'
import { FLOAT, type PlanContext } from '../../engine/webgpu/planner/context'
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import type { Tensor } from '../../engine/webgpu/tensors'
import { type AttentionLayer, scaleOf } from './facts'

const [KEYS, VALUES] = [1, 2] as const
const ROWS = { parts: 1, part: 0 } as const
const part = (of: kernels.Part) => ({ parts: 3, part: of }) as const

export const attention: WebGpuForm<AttentionLayer> = {
  evaluate(context, { first: layer }) {
    const shape = attentionShape(context, layer)
    const qkv = context.value(layer.inputs[0]!)
    const w = weights(context, layer, qkv)
    context.builder.emit(kernels.attentionSums(shape, part(VALUES), ROWS, false), { w, x: qkv, y: context.produce(layer.id) })
  },

  train(context, step) {
    const { first: layer } = step
    const { builder } = context
    const from = layer.inputs[0]!
    const shape = attentionShape(context, layer)
    const qkv = context.value(from)
    attention.evaluate(context, step)
    context.tape.push(() => {
      if (!context.passesBack(from)) return
      const dy = context.gradientOf(layer.id)
      const p = weights(context, layer, qkv)
      const g = scores(context, layer, 'd weights')
      builder.emit(kernels.attentionProducts(shape, 'other', VALUES, 1), { qkv, rows: dy, y: g })
      const dx = context.activation(from, `d ${from}`)
      builder.emit(kernels.attentionSums(shape, ROWS, part(VALUES), true), { w: p, x: dy, y: dx })
      builder.emit(kernels.attentionSoftmaxGradient(shape, scaleOf(shape)), { p, g })
      builder.emit(kernels.attentionSums(shape, part(KEYS), part(0), false), { w: g, x: qkv, y: dx })
      builder.emit(kernels.attentionSums(shape, part(0), part(KEYS), true), { w: g, x: qkv, y: dx })
      context.give(from, dx)
    })
  },

  /** What the class token attends to. */
  looks(context, layer, qkv, maps) {
    const shape = attentionShape(context, layer)
    context.builder.emit(kernels.classAttention(shape, scaleOf(shape)), { qkv, y: maps })
  },
}

function attentionShape(context: PlanContext, { id, heads }: AttentionLayer): kernels.AttentionShape {
  const { pixels: tokens, channels: width } = context.normShape(id)
  if (width % (4 * heads) !== 0)
    throw new Error(`The WebGPU engine takes heads in multiples of 4 channels, not ${width} for ${heads} heads.`)
  return { tokens, heads, width }
}

function scores(context: PlanContext, { id, heads }: AttentionLayer, label: string): Tensor {
  const { pixels: tokens } = context.normShape(id)
  return context.builder.tensor(`${id} ${label}`, context.train.batch * heads * tokens ** 2 * FLOAT)
}

/** How much each token takes of each other, `[n, heads, tokens, tokens]`. */
function weights(context: PlanContext, layer: AttentionLayer, qkv: Tensor): Tensor {
  const shape = attentionShape(context, layer)
  const y = scores(context, layer, 'weights')
  context.builder.emit(kernels.attentionProducts(shape, 'queries', KEYS, scaleOf(shape)), { qkv, y })
  context.builder.emit(kernels.attentionSoftmax(shape), { y })
  return y
}
