/** Whether a batch fits what `load` planned, and its parts where it is answered about in several. */
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

/** Pictures `from` to before `to` of a batch that is answered about. */
export function partOf({ n, input, counter }: Batch, from: number, to: number): Batch {
  const of = <A extends Uint8Array | Float32Array>(values: A): A =>
    values.subarray((values.length / n) * from, (values.length / n) * to) as A
  const part: Batch['input'] =
    input.kind === 'pixels' ? { kind: 'pixels', pixels: of(input.pixels) } : { kind: 'features', features: of(input.features) }
  return { n: to - from, input: part, labels: new Int32Array(), counter }
}

/** What was answered in parts. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
