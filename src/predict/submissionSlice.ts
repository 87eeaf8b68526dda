/** Kaggle's submission: made from the open test pictures, with progress; it goes on while other places are looked at. */
import type { SubmissionOptions, SubmissionResult } from '../../workers/protocol'
import type { DatasetSlice } from '../dataset/slice'
import type { ModelSlice } from '../model/modelSlice'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'
import type { RunsSlice } from '../runs/slice'
import { basisOf, type SubmissionBasis } from './submissionBasis'
import type { TestSlice } from './testSlice'

export type SubmissionView =
  | { readonly status: 'idle' | 'cancelled' }
  | { readonly status: 'working'; readonly done: number; readonly of: number; readonly secondsLeft: number | null }
  | { readonly status: 'done'; readonly result: SubmissionResult; readonly made: MadeWith }

/** With the words for it: run and class as they were called then. */
export interface MadeWith extends SubmissionBasis {
  readonly runName: string
  readonly className: string
}

export interface SubmissionSlice {
  readonly submission: SubmissionView
  /** Resolves when it is done, cancelled or failed; a failure is reported. */
  makeSubmission(options: SubmissionOptions): Promise<void>
  cancelSubmission(): Promise<void>
}

/** Seconds before an estimate of what is left says something. */
const SETTLED = 2

export function createSubmissionSlice({
  set,
  get,
  client,
}: SliceContext<SubmissionSlice & ProblemsSlice & ModelSlice & TestSlice & DatasetSlice & Pick<RunsSlice, 'runs'>>): SubmissionSlice {
  let attempt = 0
  return {
    submission: { status: 'idle' },
    async makeSubmission(options) {
      const mine = ++attempt
      const started = performance.now()
      const { model, runs } = get()
      const made: MadeWith = {
        ...basisOf(get(), options),
        runName: runs?.find(({ id }) => id === model?.runId)?.name ?? '',
        className: model?.classes[options.positive] ?? '',
      }
      set({ submission: { status: 'working', done: 0, of: 0, secondsLeft: null } })
      try {
        const result = await client.api.submission.make(options, ({ done, of }) => {
          if (mine !== attempt) return
          const seconds = (performance.now() - started) / 1000
          set({ submission: { status: 'working', done, of, secondsLeft: seconds < SETTLED ? null : (seconds / done) * (of - done) } })
        })
        if (mine === attempt) set({ submission: { status: 'done', result, made } })
      } catch (thrown) {
        if (mine !== attempt) return
        set({ submission: { status: 'idle' } })
        get().report(thrown)
      }
    },
    async cancelSubmission() {
      attempt++
      set({ submission: { status: 'cancelled' } })
      try {
        await client.api.submission.cancel()
      } catch (thrown) {
        get().report(thrown)
      }
    },
  }
}
