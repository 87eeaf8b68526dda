/** Evaluation mode: steps forward, a convolution with its folded BatchNorm, shortcut and ReLU being one dispatch; and Grad-CAM. */
import { stepsOf, usersOf } from '../../../model/steps'
import type { LayerSpec } from '../../../operations/facts'
import { CHAINS, webGpuForm } from '../../../operations/webgpu'
import { camMap, oneHot } from '../kernels/head'
import type { Tensor } from '../tensors'
import type { PlanContext } from './context'

/** @param layers a network's, in a row */
export function planEvaluation(context: PlanContext, layers: readonly LayerSpec[]): void {
  const { spec } = context
  const kept = new Set([context.seen.id, spec.features])
  const steps = stepsOf(layers, { users: usersOf(spec.layers), chains: CHAINS.evaluation, kept })
  for (const step of steps) webGpuForm(step.first).evaluate(context, step)
}

/**
 * The gradient of one logit a picture back through the head (in evaluation mode), and the map over what the pooled features average; of attention that of
 * the class token.
 * @param head its layers, whose values are there
 * @param last the values of what is looked at
 * @throws Error where the head has a layer that Grad-CAM cannot go back through, or a layer's form cannot tell where it looks
 */
export function planCam(context: PlanContext, head: readonly LayerSpec[], last: Tensor): void {
  const { builder, named, spec, seen } = context
  if (seen.attention) {
    const { attention } = seen
    const { looks } = webGpuForm(attention)
    if (!looks) throw new Error(`The WebGPU engine cannot tell where ${attention.id} looks.`)
    looks(context, attention, last, named.maps)
    return
  }
  let g = context.activation(head.at(-1)!.id, 'd logits for Grad-CAM')
  builder.emit(oneHot(spec.classes), { labels: named.labels, y: g })
  for (const layer of [...head].reverse()) {
    const back = webGpuForm(layer).inputGradient
    if (!back) throw new Error(`The WebGPU engine cannot go back through ${layer.id} for Grad-CAM.`)
    g = back(context, layer, g)
  }
  const { pixels, channels } = context.normShape(spec.cam)
  builder.emit(camMap(pixels, channels), { x: last, dfeatures: g, y: named.maps })
}
