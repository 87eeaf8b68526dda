/** A sum. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { AddLayer } from './facts'

export const add: OpsForm<AddLayer> = {
  evaluate: ({ ops }, _, [a, b]) => freeing(ops, b!, () => ops.add(a!, b!)),
  forward: (at) => at.ops.add(at.take(), at.x(1)),
  backward: (at, _, dy) => [dy, at.ops.retain(dy)],
}
