/** The first of the tokens. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { ClassTokenLayer } from './facts'

export const classtoken: OpsForm<ClassTokenLayer> = {
  evaluate: ({ ops }, _, [x]) => freeing(ops, x!, () => ops.firstToken(x!)),
  forward: (at) => at.ops.firstToken(at.x()),
  backward: (at, _, dy) => [freeing(at.ops, dy, () => (at.wanted() ? at.ops.firstTokenBackward(dy, at.shape[2]!) : null))],
}
