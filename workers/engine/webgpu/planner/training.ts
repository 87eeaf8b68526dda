/** Training mode: steps forward, of which each puts its backward on the tape; and the loss, where backward begins. */
import { stepsOf, usersOf } from '../../../model/steps'
import type { LayerSpec } from '../../../operations/facts'
import { CHAINS, webGpuForm } from '../../../operations/webgpu'
import { crossEntropy, softCrossEntropy } from '../kernels/loss'
import { scaleLoss } from '../kernels/scaler'
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
  const { classes } = context.spec
  const { labelSmoothing } = context.train
  const shared = { logits: context.value(last), weights: named.classWeights, dlogits, results: named.results }
  if (named.targets) builder.emit(softCrossEntropy(classes, labelSmoothing), { ...shared, targets: named.targets })
  else builder.emit(crossEntropy(classes, labelSmoothing), { ...shared, labels: named.labels })
  if (named.scaler) builder.emit(scaleLoss(classes), { scaler: named.scaler, dlogits })
  context.grads.set(last, dlogits)
}
