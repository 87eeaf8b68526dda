/** Attention in several heads. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { AttentionLayer } from './facts'

export const attention: OpsForm<AttentionLayer> = {
  evaluate: ({ ops }, { first: { heads } }, [x]) => freeing(ops, x!, () => ops.attention(x!, heads)),
  forward: (at, { heads }) => at.ops.attention(at.x(), heads),
  backward: (at, { heads }, dy) => [freeing(at.ops, dy, () => (at.wanted() ? at.ops.attentionBackward(dy, at.x(), heads) : null))],
}
