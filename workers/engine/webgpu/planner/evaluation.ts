/** Evaluation mode: what each layer emits, a convolution with its folded BatchNorm, shortcut and ReLU being one dispatch; and Grad-CAM. */
import type { ConvLayer } from '../../../operations/conv/facts'
import type { LayerSpec } from '../../../operations/facts'
import { convForward } from '../kernels/conv'
import { camMap, linearInputGradient, oneHot, reluGradient } from '../kernels/head'
import { maxPool } from '../kernels/pool'
import type { Tensor } from '../tensors'
import { FLOAT, type PlanContext } from './context'
import { planAverage, planLinear, planRelu } from './plain'

export function planEvaluation(context: PlanContext, layer: LayerSpec): void {
  const { builder, values, named } = context
  const from = layer.inputs[0]!
  switch (layer.op) {
    // Emitted with the ReLU, or the shortcut's sum, after them.
    case 'conv':
    case 'add':
      return
    case 'bn': {
      const next = context.consumer(layer.id)
      if (next.op === 'activation') fused(context, layer.id, true, next.id, null)
      return
    }
    case 'activation': {
      if (values.has(layer.id)) return
      const before = context.layer(from)
      if (before.op === 'add') {
        const [main, side] = before.inputs as [string, string]
        if (context.layer(side)?.op === 'bn') fused(context, side, false, side, null)
        fused(context, main, true, layer.id, context.value(side))
        return
      }
      planRelu(context, layer)
      return
    }
    case 'maxpool': {
      const y = context.activation(layer.id)
      builder.emit(maxPool(context.poolShape(layer), false, false), { x: context.value(from), y })
      values.set(layer.id, y)
      return
    }
    case 'dropout':
      values.set(layer.id, context.value(from))
      return
    case 'gap':
      planAverage(context, layer, named.features)
      return
    case 'linear':
      planLinear(context, layer, context.consumers(layer.id).length === 0 ? named.logits : context.activation(layer.id))
  }
}

/** The convolution before a BatchNorm, with what follows it up to `out`. */
function fused(context: PlanContext, bnId: string, relu: boolean, out: string, residual: Tensor | null): void {
  const conv = context.layer(context.layer(bnId).inputs[0]!) as ConvLayer
  const y = context.activation(out)
  const epilogue = { folded: true, residual: residual !== null, relu }
  context.builder.emit(convForward(context.family, context.convShape(conv), context.train.batch, epilogue), {
    x: context.value(conv.inputs[0]!),
    w: context.param(`${conv.id}.weight`),
    y,
    ...context.folded(bnId),
    ...(residual ? { residual } : {}),
  })
  context.values.set(out, y)
}

/**
 * The gradient of one logit a picture back through the head (in evaluation mode), and the map over the last activation.
 * @param head its layers, whose values are there
 */
export function planCam(context: PlanContext, head: readonly LayerSpec[], last: Tensor, lastId: string): void {
  const { builder, named, spec } = context
  let g = context.activation(head.at(-1)!.id, 'd logits for Grad-CAM')
  builder.emit(oneHot(spec.classes), { labels: named.labels, y: g })
  for (const layer of [...head].reverse()) {
    if (layer.op === 'linear') {
      const dx = builder.tensor(`d input of ${layer.id}`, context.train.batch * layer.inFeatures * FLOAT)
      const w = context.param(`${layer.id}.weight`)
      builder.emit(linearInputGradient(layer.inFeatures, layer.outFeatures), { dy: g, w, dx })
      g = dx
    } else if (layer.op === 'activation') {
      const c = context.size(layer.id)
      builder.emit(reluGradient(c), { y: context.value(layer.id), g })
    }
  }
  const { pixels, channels } = context.normShape(lastId)
  builder.emit(camMap(pixels, channels), { x: last, dfeatures: g, y: named.maps })
}
