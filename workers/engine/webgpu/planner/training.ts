/** Training mode: steps forward, of which each puts its backward on the tape; and the loss, where backward begins. */
import { stepsOf, usersOf } from '../../../model/steps'
import type { LayerSpec } from '../../../operations/facts'
import { CHAINS, webGpuForm } from '../../../operations/webgpu'
import { crossEntropy } from '../kernels/loss'
import type { PlanContext } from './context'

/** @param layers those that learn, in a row */
export function planTraining(context: PlanContext, layers: readonly LayerSpec[]): void {
  const steps = stepsOf(layers, { users: usersOf(context.spec.layers), chains: CHAINS.training })
  for (const step of steps) webGpuForm(step.first).train(context, step)
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
