/** Training mode: what each layer emits forward, and beside it, on the tape, what its backward will be. */
import type { ConvLayer } from '../../../operations/conv/facts'
import type { LayerSpec } from '../../../operations/facts'
import type { LinearLayer } from '../../../operations/linear/facts'
import type { MaxPoolLayer } from '../../../operations/maxpool/facts'
import { convFilterGradient, convForward, convInputGradient, filterSplits } from '../kernels/conv'
import { weightSize } from '../kernels/conv-shape'
import { dropout, linearFilterGradient, linearInputGradient } from '../kernels/head'
import { crossEntropy } from '../kernels/loss'
import { reduceParts } from '../kernels/optimizer'
import { averagePoolGradient, maxPool, maxPoolGradient } from '../kernels/pool'
import { FLOAT, type PlanContext } from './context'
import { planAverage, planLinear } from './plain'
import { planNorm, planTrainedRelu } from './trainedNorm'

export function planTraining(context: PlanContext, layer: LayerSpec): void {
  switch (layer.op) {
    case 'conv':
      convolution(context, layer)
      break
    case 'bn':
      planNorm(context, layer)
      break
    case 'add':
      // Emitted with the ReLU after it.
      if (context.consumer(layer.id).op !== 'activation') throw new Error(`The WebGPU engine expects a ReLU after ${layer.id}.`)
      break
    case 'activation':
      planTrainedRelu(context, layer)
      break
    case 'maxpool':
      maxPooling(context, layer)
      break
    case 'gap':
      averagePooling(context, layer)
      break
    case 'dropout':
      dropping(context, layer)
      break
    case 'linear':
      linear(context, layer)
  }
}

/** The loss and its gradient, where backward begins; `last` is the logits' layer. */
export function planLoss(context: PlanContext, last: string): void {
  const { named, builder } = context
  const dlogits = context.activation(last, 'd logits')
  builder.emit(crossEntropy(context.spec.classes, context.train.labelSmoothing), {
    logits: context.value(last),
    labels: named.labels,
    weights: named.classWeights,
    dlogits,
    results: named.results,
  })
  context.grads.set(last, dlogits)
}

function convolution(context: PlanContext, layer: ConvLayer): void {
  const { builder, values, grads, family, train } = context
  const from = layer.inputs[0]!
  const shape = context.convShape(layer)
  const z = context.activation(layer.id)
  const x = context.value(from)
  const w = context.param(`${layer.id}.weight`)
  builder.emit(convForward(family, shape, train.batch), { x, w, y: z })
  values.set(layer.id, z)
  context.tape.push(() => {
    const dy = context.gradientOf(layer.id)
    const dw = context.gradient(`${layer.id}.weight`)
    const splits = filterSplits(family, shape, train.batch)
    const parts = splits > 1 ? builder.tensor(`${layer.id} gradient parts`, weightSize(shape) * splits * FLOAT) : null
    builder.emit(convFilterGradient(family, shape, splits), { x, dy, dw: parts ?? dw })
    if (parts) builder.emit(reduceParts(weightSize(shape) / 4, splits), { parts, dw })
    if (!context.passesBack(from)) return
    const there = grads.get(from)
    const dx = there ?? context.activation(from, `d ${from}`)
    builder.emit(convInputGradient(family, shape, train.batch, there !== undefined), { dy, w, dx })
    grads.set(from, dx)
  })
}

/** Reads the convolution before it and applies BatchNorm and ReLU on the way, whose outputs are nowhere stored. */
function maxPooling(context: PlanContext, layer: MaxPoolLayer): void {
  const { builder, values, grads } = context
  const from = layer.inputs[0]!
  const shape = context.poolShape(layer)
  const y = context.activation(layer.id)
  const taps = builder.tensor(`${layer.id} taps`, context.train.batch * context.size(layer.id))
  const before = context.normOf(context.layer(from).inputs[0]!)
  builder.emit(maxPool(shape, true, true), { x: before.z, stats: before.stats, y, taps })
  values.set(layer.id, y)
  context.tape.push(() => {
    const dx = context.activation(from, `d ${from}`)
    builder.emit(maxPoolGradient(shape), { dy: context.gradientOf(layer.id), taps, dx })
    grads.set(from, dx)
  })
}

function averagePooling(context: PlanContext, layer: LayerSpec): void {
  const from = layer.inputs[0]!
  const shape = context.normShape(from)
  planAverage(context, layer, context.activation(layer.id))
  const { builder, grads } = context
  context.tape.push(() => {
    const dx = context.activation(from, `d ${from}`)
    builder.emit(averagePoolGradient(shape.pixels, shape.channels), { dy: context.gradientOf(layer.id), dx })
    grads.set(from, dx)
  })
}

function dropping(context: PlanContext, layer: Extract<LayerSpec, { op: 'dropout' }>): void {
  const { builder, values, grads } = context
  const from = layer.inputs[0]!
  const size = context.size(layer.id)
  const y = context.activation(layer.id)
  builder.emit(dropout(size, layer.p, false), { x: context.value(from), y })
  values.set(layer.id, y)
  context.tape.push(() => {
    if (!context.passesBack(from)) return
    builder.emit(dropout(size, layer.p, true), { y: context.gradientOf(layer.id) })
    grads.set(from, context.gradientOf(layer.id))
  })
}

function linear(context: PlanContext, layer: LinearLayer): void {
  const { builder, grads } = context
  const from = layer.inputs[0]!
  const x = context.value(from)
  planLinear(context, layer, context.activation(layer.id))
  const { inFeatures, outFeatures } = layer
  context.tape.push(() => {
    const dy = context.gradientOf(layer.id)
    const [dw, db] = [context.gradient(`${layer.id}.weight`), context.gradient(`${layer.id}.bias`)]
    builder.emit(linearFilterGradient(inFeatures, outFeatures), { x, dy, dw, db })
    if (!context.passesBack(from)) return
    const dx = context.activation(from, `d ${from}`)
    builder.emit(linearInputGradient(inFeatures, outFeatures), { dy, w: context.param(`${layer.id}.weight`), dx })
    grads.set(from, dx)
  })
}
