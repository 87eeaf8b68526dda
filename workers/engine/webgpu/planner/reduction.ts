/** How sums over all pixels are cut into parts on an adapter. */
import type { NormShape, Reduction } from '../kernels/batchnorm'
import type { PlanContext } from './context'

export function reductionOf({ train, family }: PlanContext, { pixels }: NormShape): Reduction {
  const rows = pixels * train.batch
  return family === 'tiles'
    ? { groups: Math.max(1, Math.min(64, Math.ceil(rows / 256))), lanes: 16 }
    : { groups: Math.max(1, Math.min(8, Math.ceil(rows / 64))), lanes: 1 }
}
