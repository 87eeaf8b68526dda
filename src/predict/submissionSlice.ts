/** Kaggle's submission: made from the open test pictures, with progress; it goes on while other places are looked at. */
import type { SubmissionOptions, SubmissionResult } from '../../workers/protocol'
import type { DatasetSlice } from '../dataset/slice'
import type { ModelSlice } from '../model/modelSlice'
import { type JobView, longJob } from '../page/longJob'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'
import type { RunsSlice } from '../runs/slice'
import { basisOf, type SubmissionBasis } from './submissionBasis'
import type { TestSlice } from './testSlice'

interface Made {
  readonly result: SubmissionResult
  readonly made: MadeWith
}

/** With the words for it: run and class as they were called then. */
export interface MadeWith extends SubmissionBasis {
  readonly runName: string
  readonly className: string
}

export interface SubmissionSlice {
  readonly submission: JobView<Made>
  /** Resolves when it is done, cancelled or failed; a failure is reported. */
  makeSubmission(options: SubmissionOptions): Promise<void>
  cancelSubmission(): Promise<void>
}

export function createSubmissionSlice({
  set,
  get,
  client,
}: SliceContext<SubmissionSlice & ProblemsSlice & ModelSlice & TestSlice & DatasetSlice & Pick<RunsSlice, 'runs'>>): SubmissionSlice {
  const job = longJob<Made>(
    { get },
    (submission) => set({ submission }),
    () => client.api.submission.cancel(),
  )
  return {
    submission: { status: 'idle' },
    makeSubmission(options) {
      const { model, runs } = get()
      const made: MadeWith = {
        ...basisOf(get(), options),
        runName: runs?.find(({ id }) => id === model?.runId)?.name ?? '',
        className: model?.classes[options.positive] ?? '',
      }
      return job.run(async (onProgress) => ({ result: await client.api.submission.make(options, onProgress), made }))
    },
    cancelSubmission: job.cancel,
  }
}
