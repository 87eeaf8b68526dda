/** Whether a batch fits what `load` planned. */
import { freezesBackbone, type ModelSpec } from '../../model/spec'
import type { Batch, TrainPlan } from '../engine'

/** @throws Error where a batch is not what the plan takes: its size, its values, features for a network that trains */
export function checkBatch({ n, input }: Batch, { train, spec }: { readonly train: TrainPlan; readonly spec: ModelSpec }): void {
  if (!(n >= 1 && n <= train.batch)) throw new Error(`A batch of ${n} does not fit the plan's ${train.batch}.`)
  const [length, each] =
    input.kind === 'pixels' ? [input.pixels.length, train.imageSize ** 2 * 3] : [input.features.length, spec.featureWidth]
  if (length !== n * each) throw new Error(`A batch of ${n} needs ${n * each} ${input.kind} values, not ${length}.`)
  if (input.kind === 'features' && !freezesBackbone(spec, train.frozenBlocks))
    throw new Error('Features can only be trained on or answered from with the backbone frozen.')
}
