/** Whether a table of variants is taken: held to the one that is in use before, in whole steps of the networks that it is for. */
import type { ModelSpec } from '../../../model/spec'
import type { TrainingEngine, TrainPlan } from '../../engine'
import { beginningParams, noiseBatch, PLAIN_STEP } from '../../measure/networks'
import type { ConvVariant } from '../kernels/variants'
import { relativeError } from '../self-test/reference'
import type { Choice, Tuned } from './choose'
import { ABORTED, untilAborted } from './untilAborted'

/** What a table is for. */
export interface Network {
  readonly spec: ModelSpec
  readonly plans: readonly TrainPlan[]
}

/**
 * What came of a plan's whole steps, `before` and `after` in milliseconds of each round's two turns. `wrong`: other numbers; `failed`: no room for both, a
 * kernel that is refused in its fused form, a device that went away; `late`: no answer came in time, and the engines may still be at it; `cut`: it was not
 * looked at, or not to its end.
 */
export type Verdict =
  | { readonly what: 'faster' | 'not-faster'; readonly rounds: readonly { readonly before: number; readonly after: number }[] }
  | { readonly what: 'wrong' | 'failed'; readonly detail: string }
  | { readonly what: 'late' | 'cut' }

/** Relative L2 errors that other orders of sums explain in a whole network: of answers and loss, and of all gradients, some of which go over a kink. */
const [ANSWER_TOLERANCE, GRADIENT_TOLERANCE] = [1e-3, 1e-2]
/** Turns of each of the two, alternating, and how long each lasts at least, in milliseconds. */
const [ROUNDS, TURN_MS] = [3, 150]
/** So long all plans together are waited for. Compiling two networks takes seconds. */
const PATIENCE_MS = 30_000

/** What is asked of an engine that computes whole steps. */
export type Whole = Pick<TrainingEngine, 'load' | 'evaluate' | 'step' | 'gradients'>

/** How long whole steps are waited for, and by which clock. */
export interface WholeHow {
  /** Ends the wait at once. What is under way on the engines ends with their device, which nobody uses after that. */
  readonly signal: AbortSignal
  /** Milliseconds; those of the page where it is not given. */
  readonly now?: () => number
  /** Milliseconds, of `settled` for all plans together: 30 s where it is not given. */
  readonly patienceMs?: number
}

/**
 * Loads a plan into two engines of one device and compares what they compute and how long they take. The first is believed; the other is faster only if
 * it is in every round.
 */
export async function compared(before: Whole, after: Whole, spec: ModelSpec, plan: TrainPlan, how: WholeHow): Promise<Verdict> {
  const { signal, now = () => performance.now(), patienceMs = PATIENCE_MS } = how
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  const over = new Promise<Verdict>((resolve) => {
    timer = setTimeout(() => resolve({ what: 'late' }), patienceMs)
  })
  try {
    const looked = comparison(before, after, spec, plan, () => isOver || signal.aborted, now)
    const verdict = await untilAborted(Promise.race([looked, over]), signal)
    return verdict === ABORTED ? { what: 'cut' } : verdict
  } catch (error) {
    return { what: 'failed', detail: error instanceof Error ? error.message : String(error) }
  } finally {
    isOver = true
    clearTimeout(timer)
  }
}

async function comparison(
  before: Whole,
  after: Whole,
  spec: ModelSpec,
  asked: TrainPlan,
  isOver: () => boolean,
  now: () => number,
): Promise<Verdict> {
  // How labels are told changes no convolution.
  const plan = { ...asked, softLabels: false, precision: 'f32' as const }
  const batch = noiseBatch(plan.batch, plan.imageSize, spec.classes)
  const params = beginningParams(spec)
  const answers: { readonly logits: Float32Array; readonly loss: number; readonly gradients: Float32Array }[] = []
  for (const engine of [before, after]) {
    if (isOver()) return { what: 'cut' }
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
    if (isOver()) return { what: 'cut' }
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
  /** What was timed and not held to whole steps: not to be used, and not to be timed again. */
  readonly unproven: ReadonlyMap<string, ConvVariant>
}

/** A plan's whole steps, and the questions that it asks. */
export interface Held {
  readonly keys: ReadonlySet<string>
  /** Compares with what is in use before, by the choices as they stand, within so many milliseconds. */
  readonly hold: (patienceMs: number) => Promise<Verdict>
}

/**
 * What stays of a choice by time: what changes a plan whose whole steps are not right and faster by it goes back to what is in use before, for good, so
 * that it is not tried at every run; what could not be looked at stays unproven. Nothing is looked at after a kernel took the device down, after an
 * answer that did not come, or when the time for all plans is over.
 * @param choices changed in place, so that `hold` of a later plan goes by what stayed of the ones before
 * @param before what is in use before
 */
export async function settled(
  tuned: Tuned,
  choices: Map<string, Choice>,
  held: readonly Held[],
  before: (key: string) => ConvVariant,
  { signal, now = () => performance.now(), patienceMs = PATIENCE_MS }: WholeHow,
): Promise<Settled> {
  const begun = now()
  const verdicts: Verdict[] = []
  const unproven = new Map<string, ConvVariant>()
  let isOver = tuned.faults.some(({ what }) => what === 'gone')
  for (const { keys, hold } of held) {
    const changed = [...choices].flatMap(([key, choice]) =>
      keys.has(key) && choice !== null && choice !== before(key) ? [[key, choice] as const] : [],
    )
    if (changed.length === 0) continue
    const left = patienceMs - (now() - begun)
    const verdict: Verdict = isOver || signal.aborted || left <= 0 ? { what: 'cut' } : await hold(left)
    verdicts.push(verdict)
    isOver ||= verdict.what === 'late'
    if (verdict.what === 'faster') continue
    for (const [key, choice] of changed) {
      if (verdict.what !== 'cut') choices.set(key, before(key))
      else if (choices.delete(key)) unproven.set(key, choice)
    }
  }
  return { ...tuned, choices, whole: tuned.whole && unproven.size === 0, verdicts, unproven }
}
