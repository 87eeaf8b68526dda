/** Better answers: what looks and further runs gain, and taking one way to answer. */
import type { AnswerGain, AnswerPlan, Views } from '../../workers/protocol'
import type { ModelSlice } from '../model/modelSlice'
import { type JobView, longJob } from '../page/longJob'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'

interface Measured {
  readonly gain: AnswerGain
  /** The model's run that it was measured for. */
  readonly runId: string
  /** What its answers were divided by then. */
  readonly temperature: number
}

export interface BetterSlice {
  readonly gain: JobView<Measured>
  /** Resolves when it is measured, cancelled or failed; a failure is reported. */
  measureGain(others: readonly string[], views: Views): Promise<void>
  cancelGain(): Promise<void>
  /** Null goes back to one plain look. Resolves with whether the trainer took it; a failure is reported. */
  takeAnswers(plan: AnswerPlan | null): Promise<boolean>
}

export function createBetterSlice({ set, get, client }: SliceContext<BetterSlice & ModelSlice & ProblemsSlice>): BetterSlice {
  const job = longJob<Measured>(
    { get },
    (gain) => set({ gain }),
    () => client.api.answers.cancelMeasuring(),
  )
  return {
    gain: { status: 'idle' },
    measureGain(others, views) {
      const { runId = '', temperature = 1 } = get().model ?? {}
      get().clearProblems(['no-common-pictures', 'other-classes', 'other-dataset'])
      return job.run(async (onProgress) => ({ gain: await client.api.answers.measure(others, views, onProgress), runId, temperature }))
    },
    cancelGain: job.cancel,
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
