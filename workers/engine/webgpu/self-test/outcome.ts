/** One step and the answers of a small network on an engine: what engines are compared by. */
import type { ModelSpec } from '../../../model/spec'
import type { Batch, TrainingEngine, TrainPlan } from '../../engine'
import { NARROW_PLAN, NARROW_STEP, narrowBatch, narrowNetwork, narrowParams, scaledBy } from './cases'

/** Everything that a step and answers tell, by name. */
export type Outcome = ReadonlyMap<string, ArrayLike<number>>

/** In mixed precision only: whether an update was skipped that had to be. */
export const SKIPPED = 'skipped'

export interface Sampled {
  readonly spec: ModelSpec
  readonly plan: TrainPlan
}

/** Loss scale of a step whose gradients f16 can hold, and of one whose it cannot. */
const [SCALE, BEYOND] = [64, 2 ** 40]

/** Relative L2 errors that rounding explains in a step of a network; in one whose maps are stored in f16 each value is rounded by 2^-11. */
export const STEP_TOLERANCE = 1e-3
const HALF_STEP_TOLERANCE = 0.1

/** What is told of answers, which are computed in f32 whatever one learns in. */
const [LOGITS, MAPS] = ['logits', 'maps of where it looks']

/** Without what is told of answers. */
export const learning = (outcome: Outcome): Outcome => new Map([...outcome].filter(([what]) => what !== LOGITS && what !== MAPS))

/** Answers before a step, where they are asked for, the step, and what is there after it. */
export async function outcomeOf(engine: TrainingEngine, { spec, plan }: Sampled, answers = true): Promise<Outcome> {
  const batch = narrowBatch(plan)
  const scaler = plan.precision === 'mixed' ? scaledBy(SCALE) : undefined
  await engine.load(spec, narrowParams(spec), plan, scaler)
  const outcome = new Map<string, ArrayLike<number>>()
  if (answers) outcome.set(LOGITS, await engine.evaluate(batch)).set(MAPS, (await engine.gradCam(batch, batch.labels)).maps)
  const hyper = { ...NARROW_STEP, emaDecay: plan.ema ? 0.5 : 0 }
  // An update of two micro-batches, the second of them not full, and one that finds the moments of the first.
  const steps = [
    { batch, hyper: { ...hyper, gradientScale: 0.5, update: false } },
    { batch: { ...fewer(batch), counter: 1 }, hyper: { ...hyper, gradientScale: 0.5, firstMicroBatch: false } },
    { batch: { ...batch, counter: 2 }, hyper: { ...hyper, step: 2 } },
  ]
  const losses: number[] = []
  for (const step of steps) losses.push((await engine.step(step.batch, step.hyper).result).loss)
  outcome.set('losses', losses)
  for (const [name, { data }] of await engine.gradients()) outcome.set(`gradient of ${name}`, data)
  for (const [name, { data }] of await engine.params()) outcome.set(`${name} afterwards`, data)
  if (plan.ema) for (const [name, { data }] of await engine.params('ema')) outcome.set(`average of ${name}`, data)
  return outcome
}

/** Without its last picture. */
function fewer({ n, input, labels, targets, ...rest }: Batch): Batch {
  const part = <T extends Uint8Array | Float32Array>(values: T) => values.subarray(0, (values.length / n) * (n - 1)) as T
  const kept = input.kind === 'pixels' ? { ...input, pixels: part(input.pixels) } : { ...input, features: part(input.features) }
  return { ...rest, n: n - 1, input: kept, labels: labels.subarray(0, n - 1), ...(targets ? { targets: part(targets) } : {}) }
}

/** The same of the narrow network that every adapter is tried on; @param half in mixed precision, of an engine that `mixes`, without the answers, which were told in f32 */
export async function narrowOutcome(engine: TrainingEngine, half = false): Promise<Outcome> {
  const spec = narrowNetwork()
  const plan = { ...NARROW_PLAN, ...(half ? { precision: 'mixed' as const } : {}) }
  const outcome = await outcomeOf(engine, { spec, plan }, !half)
  if (!half) return outcome
  await engine.load(spec, narrowParams(spec), plan, scaledBy(BEYOND))
  const { skipped } = await engine.step(narrowBatch(), NARROW_STEP).result
  return new Map([...outcome, [SKIPPED, [skipped ? 1 : 0]]])
}

const norm = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((sum, value) => sum + value ** 2, 0))

/** A gradient of less than this share of all of them is nothing but rounding, as that of a bias before BatchNorm: it is compared by all. */
const LEAST_SHARE = 1e-4
/** The same where each term of a gradient's sum was rounded to f16. */
const HALF_LEAST_SHARE = 0.05

/** What is farthest from what was expected, by its relative L2 error (infinite where it is missing or of another length, NaN where a number is none), and what may be. */
export function worst(
  expected: Outcome,
  got: Outcome,
  { precision }: Pick<TrainPlan, 'precision'>,
): { readonly what: string; readonly error: number; readonly tolerance: number } {
  const tolerance = precision === 'mixed' ? HALF_STEP_TOLERANCE : STEP_TOLERANCE
  const share = precision === 'mixed' ? HALF_LEAST_SHARE : LEAST_SHARE
  const gradients = Math.hypot(...[...expected].filter(([what]) => what.startsWith('gradient of ')).map(([, values]) => norm(values)))
  let found = { what: '', error: 0, tolerance }
  for (const [what, values] of expected) {
    const least = what.startsWith('gradient of ') ? share * gradients : 0
    const actual = got.get(what)
    const error =
      actual?.length === values.length
        ? norm(Array.from(values, (value, i) => actual[i]! - value)) / (Math.max(norm(values), least) + 1e-12)
        : Number.POSITIVE_INFINITY
    if (!(error <= found.error)) found = { what, error, tolerance }
    if (Number.isNaN(error)) break
  }
  return found
}
