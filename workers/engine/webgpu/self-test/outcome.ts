/** One step and one answer of the narrow network on an engine: what engines are compared by. */
import type { TrainingEngine } from '../../engine'
import { NARROW_PLAN, NARROW_STEP, narrowBatch, narrowNetwork, narrowParams } from './cases'

/** Everything that a step and an answer tell, by name. */
export type Outcome = ReadonlyMap<string, ArrayLike<number>>

export async function narrowOutcome(engine: TrainingEngine): Promise<Outcome> {
  const spec = narrowNetwork()
  await engine.load(spec, narrowParams(spec), NARROW_PLAN)
  const outcome = new Map<string, ArrayLike<number>>([['logits', await engine.evaluate(narrowBatch())]])
  const { loss } = await engine.step(narrowBatch(), NARROW_STEP).result
  outcome.set('loss', [loss])
  for (const [name, { data }] of await engine.gradients()) outcome.set(`gradient of ${name}`, data)
  for (const [name, { data }] of await engine.params()) outcome.set(`${name} afterwards`, data)
  return outcome
}
