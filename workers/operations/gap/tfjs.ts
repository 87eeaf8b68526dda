/** Global average pooling. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { GlobalPoolLayer } from './facts'

export const gap: OpsForm<GlobalPoolLayer> = {
  evaluate: ({ ops }, _, [x]) => freeing(ops, x!, () => ops.pool(x!)),
  forward: (at) => at.ops.pool(at.x()),
  backward: (at, _, dy) => [freeing(at.ops, dy, () => (at.wanted() ? at.ops.poolBackward(dy, at.shape[1]!, at.shape[2]!) : null))],
}
