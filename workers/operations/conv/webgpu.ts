/** Convolution: in evaluation mode one dispatch with the BatchNorm, shortcut and ReLU after it. */

import { biasFinalise, biasSums } from '../../engine/webgpu/kernels/bias'
import { filterGradientBy, forwardBy, inputGradientBy } from '../../engine/webgpu/kernels/conv'
import { type Convolution, PLAIN } from '../../engine/webgpu/kernels/conv-shape'
import { FLOAT, type PlanContext } from '../../engine/webgpu/planner/context'
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import { reductionOf } from '../../engine/webgpu/planner/reduction'
import type { Bound, Tensor, View } from '../../engine/webgpu/tensors'
import { layerIn } from '../../model/steps'
import { isRelu } from '../activation/facts'
import type { ConvLayer } from './facts'

export const conv: WebGpuForm<ConvLayer> = {
  chains: {
    evaluation: [
      { links: ['conv', 'bn', 'add', isRelu] },
      { links: ['conv', 'bn', 'add'] },
      { links: ['conv', 'bn', isRelu] },
      { links: ['conv', 'bn'] },
    ],
  },

  evaluate(context, step) {
    const [from, side] = step.inputs
    const layer = step.first
    const norm = layerIn(step, 'bn')
    const epilogue = {
      bias: layer.bias === true,
      folded: norm !== undefined,
      residual: side !== undefined,
      relu: layerIn(step, 'activation') !== undefined,
    }
    const shape = context.convShape(layer)
    emit(context, layer, forwardBy(context.variant('forward', shape), shape, context.train.batch, epilogue), {
      x: context.value(from!),
      w: context.weight(`${layer.id}.weight`),
      y: context.produce(step.id),
      ...biasOf(context, layer),
      ...(norm ? context.folded(norm.id) : {}),
      ...(side === undefined ? {} : { residual: context.value(side) }),
    })
  },

  train(context, { first: layer }) {
    const { batch } = context.train
    const from = layer.inputs[0]!
    const shape = context.convShape(layer)
    const x = context.value(from)
    const w = context.weight(`${layer.id}.weight`)
    const epilogue = { ...PLAIN, bias: layer.bias === true }
    const forward = forwardBy(context.variant('forward', shape), shape, batch, epilogue)
    emit(context, layer, forward, { x, w, y: context.produce(layer.id), ...biasOf(context, layer) })
    context.tape.push(() => {
      const dy = context.gradientOf(layer.id)
      const dw = context.gradient(`${layer.id}.weight`)
      emit(context, layer, filterGradientBy(context.variant('filter-gradient', shape), shape, batch), { x, dy, dw })
      if (layer.bias) biasGradient(context, layer.id, dy)
      if (!context.passesBack(from)) return
      // Adds to a gradient that is there already, itself.
      const there = context.grads.get(from)
      const dx = there ?? context.activation(from, `d ${from}`)
      emit(context, layer, inputGradientBy(context.variant('input-gradient', shape), shape, batch, there !== undefined), { dy, w, dx })
      if (!there) context.give(from, dx)
    })
  },
}

/** Emits what a convolution takes, with arrays of its own for what lies between. */
function emit({ builder }: PlanContext, { id }: ConvLayer, { dispatches, scratch }: Convolution, given: Readonly<Record<string, Bound>>) {
  const between = Object.entries(scratch).map(([name, bytes]) => [name, builder.tensor(`${id} ${name}`, bytes)] as const)
  const bound = { ...given, ...Object.fromEntries(between) }
  for (const { kernel, to = {} } of dispatches) {
    const names = Object.keys(kernel.bindings)
    builder.emit(kernel, Object.fromEntries(names.map((name) => [name, bound[to[name] ?? name]!])))
  }
}

const biasOf = (context: PlanContext, { id, bias }: ConvLayer): Readonly<Record<string, View>> =>
  bias ? { bias: context.param(`${id}.bias`) } : {}

function biasGradient(context: PlanContext, id: string, dy: Tensor): void {
  const shape = context.normShape(id)
  const by = reductionOf(context, shape)
  const partial = context.builder.tensor(`${id} partial bias`, by.groups * 2 * shape.channels * FLOAT)
  context.builder.emit(biasSums(shape, by), { dy, partial })
  context.builder.emit(biasFinalise(shape.channels, by), { partial, db: context.gradient(`${id}.bias`) })
}
