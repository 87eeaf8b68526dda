/** Labels looked at by the model: started, followed, cancelled, and what was found; it goes on while other places are looked at. */
import type { LabelProgress, LabelReport } from '../../../workers/protocol'
import { type JobView, longJob } from '../../page/longJob'
import type { ProblemsSlice } from '../../page/problems'
import type { SliceContext } from '../../page/slice'

export interface LabelsSlice {
  readonly labelLook: JobView<{ readonly report: LabelReport }>
  /** What is done at the moment, while it works. */
  readonly labelPhase: LabelProgress['phase']
  /** Resolves when it is done, cancelled or failed; a failure is reported. */
  lookAtLabels(): Promise<void>
  cancelLabels(): Promise<void>
}

export function createLabelsSlice({ set, get, client }: SliceContext<LabelsSlice & ProblemsSlice>): LabelsSlice {
  const job = longJob<{ readonly report: LabelReport }>(
    { get },
    (labelLook) => set({ labelLook }),
    () => client.api.labels.cancel(),
  )
  return {
    labelLook: { status: 'idle' },
    labelPhase: 'looking',
    lookAtLabels: () =>
      job.run(async (onProgress) => {
        set({ labelPhase: 'looking' })
        const report = await client.api.labels.look(({ phase, done, of }) => {
          if (phase !== get().labelPhase) set({ labelPhase: phase })
          onProgress({ done, of })
        })
        return { report }
      }),
    cancelLabels: job.cancel,
  }
}
