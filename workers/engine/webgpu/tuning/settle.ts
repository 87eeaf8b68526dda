/** Whether a table of variants is taken: held to the one that is in use before, in whole steps of the networks that it is for. */
import type { ModelSpec } from '../../../model/spec'
import type { TrainingEngine, TrainPlan } from '../../engine'
import { beginningParams, noiseBatch, PLAIN_STEP } from '../../measure/networks'
import type { ConvVariant } from '../kernels/variants'
import { relativeError } from '../self-test/reference'
import type { Choice, Tuned } from './choose'

/** What a table is for. */
export interface Network {
  readonly spec: ModelSpec
  readonly plans: readonly TrainPlan[]
}

/**
 * What came of a plan's whole steps, `before` and `after` in milliseconds of each round's two turns. `wrong`: other numbers; `failed`: no room for both, a
 * kernel that is refused in its fused form, a device that went away; `cut`: no time was left to look.
 */
export type Verdict =
  | { readonly what: 'faster' | 'not-faster'; readonly rounds: readonly { readonly before: number; readonly after: number }[] }
  | { readonly what: 'wrong' | 'failed'; readonly detail: string }
  | { readonly what: 'cut' }

/** Relative L2 errors that other orders of sums explain in a whole network: of answers and loss, and of all gradients, some of which go over a kink. */
const [ANSWER_TOLERANCE, GRADIENT_TOLERANCE] = [1e-3, 1e-2]
/** Turns of each of the two, alternating, and how long each lasts at least, in milliseconds. */
const [ROUNDS, TURN_MS] = [3, 150]
/** So long all of it is waited for. Compiling two networks takes seconds. */
const PATIENCE_MS = 60_000

export type Whole = Pick<TrainingEngine, 'load' | 'evaluate' | 'step' | 'gradients'>

export interface WholeHow {
  readonly signal: AbortSignal
  readonly now?: () => number
  readonly patienceMs?: number
}

/**
 * Loads a plan into two engines of one device and compares what they compute and how long they take. The first is believed; the other is faster only if
 * it is in every round.
 */
export async function compared(before: Whole, after: Whole, spec: ModelSpec, plan: TrainPlan, how: WholeHow): Promise<Verdict> {
  const { signal, now = () => performance.now(), patienceMs = PATIENCE_MS } = how
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise<Verdict>((resolve) => {
    timer = setTimeout(() => resolve({ what: 'failed', detail: 'no answer came' }), patienceMs)
  })
  try {
    return await Promise.race([comparison(before, after, spec, plan, signal, now), over])
  } catch (error) {
    return { what: 'failed', detail: error instanceof Error ? error.message : String(error) }
  } finally {
    clearTimeout(timer)
  }
}

async function comparison(
  before: Whole,
  after: Whole,
  spec: ModelSpec,
  asked: TrainPlan,
  signal: AbortSignal,
  now: () => number,
): Promise<Verdict> {
  // How labels are told changes no convolution.
  const plan = { ...asked, softLabels: false, precision: 'f32' as const }
  const batch = noiseBatch(plan.batch, plan.imageSize, spec.classes)
  const params = beginningParams(spec)
  const answers: { readonly logits: Float32Array; readonly loss: number; readonly gradients: Float32Array }[] = []
  for (const engine of [before, after]) {
    if (signal.aborted) return { what: 'cut' }
    await engine.load(spec, params, plan)
    const logits = await engine.evaluate(batch)
    const { loss } = await engine.step(batch, PLAIN_STEP).result
    answers.push({ logits, loss, gradients: joined([...(await engine.gradients()).values()].map(({ data }) => data)) })
  }
  const [right, other] = [answers[0]!, answers[1]!]
  const errors = [
    ['answers', relativeError(other.logits, right.logits), ANSWER_TOLERANCE],
    ['loss', relativeError([other.loss], [right.loss]), ANSWER_TOLERANCE],
    ['gradients', relativeError(other.gradients, right.gradients), GRADIENT_TOLERANCE],
  ] as const
  for (const [what, error, tolerance] of errors)
    if (!(error < tolerance)) return { what: 'wrong', detail: `${what} of a whole step: relative error ${error.toPrecision(3)}` }
  const turn = async (engine: Whole) => {
    const begun = now()
    let steps = 0
    while (steps === 0 || now() - begun < TURN_MS) {
      await engine.step(batch, PLAIN_STEP).result
      steps++
    }
    return (now() - begun) / steps
  }
  const rounds: { before: number; after: number }[] = []
  while (rounds.length < ROUNDS) {
    if (signal.aborted) return { what: 'cut' }
    rounds.push({ before: await turn(before), after: await turn(after) })
    const last = rounds.at(-1)!
    if (last.after >= last.before) return { what: 'not-faster', rounds }
  }
  return { what: 'faster', rounds }
}

/** Many arrays as one, so that small ones weigh little. */
function joined(arrays: readonly ArrayLike<number>[]): Float32Array {
  const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const values of arrays) {
    all.set(values, at)
    at += values.length
  }
  return all
}

/** A choice by time, and what came of whole steps by it, plan by plan. */
export interface Settled extends Tuned {
  readonly verdicts: readonly Verdict[]
}

/** A plan's whole steps, and the questions that it asks. */
export interface Held {
  readonly keys: ReadonlySet<string>
  /** Compares with what is in use before, by the choices as they stand. */
  readonly hold: () => Promise<Verdict>
}

/**
 * What stays of a choice by time: what changes a plan whose whole steps are not right and faster by it goes back to what is in use before, for good, so
 * that it is not tried at every run; what could not be looked at stays undecided.
 * @param choices changed in place, so that `hold` of a later plan goes by what stayed of the ones before
 * @param changes whether a choice is another than what is in use before
 */
export async function settled(
  tuned: Tuned,
  choices: Map<string, Choice>,
  held: readonly Held[],
  before: (key: string) => ConvVariant,
): Promise<Settled> {
  const verdicts: Verdict[] = []
  for (const { keys, hold } of held) {
    const changed = [...choices].filter(([key, choice]) => keys.has(key) && choice !== null && choice !== before(key)).map(([key]) => key)
    if (changed.length === 0) continue
    const verdict = await hold()
    verdicts.push(verdict)
    if (verdict.what === 'faster') continue
    for (const key of changed)
      if (verdict.what === 'cut') choices.delete(key)
      else choices.set(key, before(key))
  }
  const cut = verdicts.some(({ what }) => what === 'cut')
  return { ...tuned, choices, whole: tuned.whole && !cut, verdicts }
}
