/** One step and one answer of the narrow network on an engine: what engines are compared by. */
import type { TrainingEngine } from '../../engine'
import { NARROW_PLAN, NARROW_STEP, narrowBatch, narrowNetwork, narrowParams, scaledBy } from './cases'

/** Everything that a step and an answer tell, by name. */
export type Outcome = ReadonlyMap<string, ArrayLike<number>>

/** In mixed precision only: whether an update was skipped that had to be. */
export const SKIPPED = 'skipped'

/** @param half in mixed precision, of an engine that `mixes` */
export async function narrowOutcome(engine: TrainingEngine, half = false): Promise<Outcome> {
  const spec = narrowNetwork()
  const plan = { ...NARROW_PLAN, ...(half ? { precision: 'mixed' as const } : {}) }
  await engine.load(spec, narrowParams(spec), plan, half ? scaledBy(64) : undefined)
  const outcome = new Map<string, ArrayLike<number>>([['logits', await engine.evaluate(narrowBatch())]])
  const { loss } = await engine.step(narrowBatch(), NARROW_STEP).result
  outcome.set('loss', [loss])
  for (const [name, { data }] of await engine.gradients()) outcome.set(`gradient of ${name}`, data)
  for (const [name, { data }] of await engine.params()) outcome.set(`${name} afterwards`, data)
  if (half) {
    await engine.load(spec, narrowParams(spec), plan, scaledBy(2 ** 40))
    outcome.set(SKIPPED, [(await engine.step(narrowBatch(), NARROW_STEP).result).skipped ? 1 : 0])
  }
  return outcome
}
