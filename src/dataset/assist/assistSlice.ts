/** Pictures without a label, answered: started, followed, cancelled, and what was said of them; it goes on while other places are looked at. */
import type { AssistProgress, AssistReport } from '../../../workers/protocol'
import { type JobView, longJob } from '../../page/longJob'
import type { ProblemsSlice } from '../../page/problems'
import type { SliceContext } from '../../page/slice'
import type { RecipeSlice } from '../../recipe/recipeSlice'

export interface AssistSlice {
  readonly assist: JobView<{ readonly report: AssistReport }>
  /** What is done at the moment, while it works. */
  readonly assistPhase: AssistProgress['phase']
  /** Resolves when it is done, cancelled or failed; a failure is reported. `anew`: a head learns from the labels of now. */
  askAssist(anew: boolean): Promise<void>
  cancelAssist(): Promise<void>
}

export function createAssistSlice({ set, get, client }: SliceContext<AssistSlice & ProblemsSlice & RecipeSlice>): AssistSlice {
  const job = longJob<{ readonly report: AssistReport }>(
    { get },
    (assist) => set({ assist }),
    () => client.api.assist.cancel(),
  )
  return {
    assist: { status: 'idle' },
    assistPhase: 'looking',
    askAssist: (anew) =>
      job.run(async (onProgress) => {
        set({ assistPhase: 'looking' })
        const report = await client.api.assist.look(get().config, anew, ({ phase, done, of }) => {
          if (phase !== get().assistPhase) set({ assistPhase: phase })
          onProgress({ done, of })
        })
        return { report }
      }),
    cancelAssist: job.cancel,
  }
}
