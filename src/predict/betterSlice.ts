/** Better answers: what looks and further runs gain, and taking one way to answer. */
import type { AnswerGain, AnswerPlan, Views } from '../../workers/protocol'
import type { ModelSlice } from '../model/modelSlice'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'

export type GainView =
  | { readonly status: 'idle' | 'cancelled' }
  | { readonly status: 'working'; readonly done: number; readonly of: number; readonly secondsLeft: number | null }
  /** `runId`: the model's run that it was measured for. */
  | { readonly status: 'done'; readonly gain: AnswerGain; readonly runId: string }

export interface BetterSlice {
  readonly gain: GainView
  /** Resolves when it is measured, cancelled or failed; a failure is reported. */
  measureGain(others: readonly string[], views: Views): Promise<void>
  cancelGain(): Promise<void>
  /** Null goes back to one plain look. Resolves with whether the trainer took it; a failure is reported. */
  takeAnswers(plan: AnswerPlan | null): Promise<boolean>
}

/** Seconds before an estimate of what is left says something. */
const SETTLED = 2

export function createBetterSlice({ set, get, client }: SliceContext<BetterSlice & ModelSlice & ProblemsSlice>): BetterSlice {
  let attempt = 0
  return {
    gain: { status: 'idle' },
    async measureGain(others, views) {
      const mine = ++attempt
      const runId = get().model?.runId ?? ''
      const started = performance.now()
      set({ gain: { status: 'working', done: 0, of: 0, secondsLeft: null } })
      get().clearProblems(['no-common-pictures', 'other-classes', 'other-dataset'])
      try {
        const gain = await client.api.answers.measure(others, views, ({ done, of }) => {
          if (mine !== attempt) return
          const seconds = (performance.now() - started) / 1000
          set({ gain: { status: 'working', done, of, secondsLeft: seconds < SETTLED ? null : (seconds / done) * (of - done) } })
        })
        if (mine === attempt) set({ gain: { status: 'done', gain, runId } })
      } catch (thrown) {
        if (mine !== attempt) return
        set({ gain: { status: 'idle' } })
        get().report(thrown)
      }
    },
    async cancelGain() {
      attempt++
      set({ gain: { status: 'cancelled' } })
      try {
        await client.api.answers.cancelMeasuring()
      } catch (thrown) {
        get().report(thrown)
      }
    },
    async takeAnswers(plan) {
      try {
        await client.api.answers.take(plan)
        await get().refreshModel()
        return true
      } catch (thrown) {
        get().report(thrown)
        return false
      }
    },
  }
}
