/** An activation that nothing is fused with. */
import type { OpsForm } from '../../engine/tfjs/form'
import type { ActivationLayer } from './facts'

export const activation: OpsForm<ActivationLayer> = {
  readsOutput: true,
  evaluate: (at, _, [x]) => at.ops.relu(x!),
  forward: (at) => at.ops.relu(at.take()),
  backward: (at, _, dy) => [at.ops.reluBackward(dy, at.y())],
}
