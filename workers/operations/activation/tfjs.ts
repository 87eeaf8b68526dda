/** An activation that nothing is fused with. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { ActivationLayer } from './facts'

export const activation: OpsForm<ActivationLayer> = {
  readsOutput: true,
  evaluate: (at, { first: { kind } }, [x]) => (kind === 'relu' ? at.ops.relu(x!) : freeing(at.ops, x!, () => at.ops.activate(kind, x!))),
  forward: (at, { kind }) => (kind === 'relu' ? at.ops.relu(at.take()) : at.ops.activate(kind, at.x())),
  backward: (at, { kind }, dy) => [kind === 'relu' ? at.ops.reluBackward(dy, at.y()) : at.ops.activateBackward(kind, dy, at.x())],
}
