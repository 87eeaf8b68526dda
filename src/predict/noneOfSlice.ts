/** "None of these": learning what the run's pictures look like, and trying it with pictures of something else; both go on while other places are looked at. */
import type { NoneOfTrial } from '../../workers/protocol'
import type { ModelSlice } from '../model/modelSlice'
import { type JobView, longJob } from '../page/longJob'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'

interface Done {
  /** Null where it was learned, and not tried. */
  readonly trial: NoneOfTrial | null
  /** Of the model that answered then. */
  readonly runId: string
}

export interface NoneOfSlice {
  readonly noneOfJob: JobView<Done>
  /** What is done at the moment, while it works. */
  readonly noneOfDoing: 'learning' | 'trying'
  /** All resolve when it is done, cancelled or failed; a failure is reported. */
  learnNoneOf(): Promise<void>
  tryNoneOf(pictures: readonly File[]): Promise<void>
  cancelNoneOf(): Promise<void>
  setNoneOf(change: { readonly isOn?: boolean; readonly pass?: number }): Promise<void>
}

export function createNoneOfSlice({ set, get, client }: SliceContext<NoneOfSlice & ModelSlice & ProblemsSlice>): NoneOfSlice {
  const job = longJob<Done>(
    { get },
    (noneOfJob) => set({ noneOfJob }),
    () => client.api.noneOf.cancel(),
  )
  const runId = () => get().model?.runId ?? ''
  return {
    noneOfJob: { status: 'idle' },
    noneOfDoing: 'learning',
    learnNoneOf() {
      const mine = runId()
      set({ noneOfDoing: 'learning' })
      get().clearProblems(['other-dataset', 'classes-changed', 'no-dataset'])
      return job.run(async (onProgress) => {
        await client.api.noneOf.learn(onProgress)
        await get().refreshModel()
        return { trial: null, runId: mine }
      })
    },
    tryNoneOf(pictures) {
      const mine = runId()
      set({ noneOfDoing: 'trying' })
      return job.run(async (onProgress) => ({ trial: await client.api.noneOf.tryOn(pictures, onProgress), runId: mine }))
    },
    cancelNoneOf: job.cancel,
    async setNoneOf(change) {
      try {
        await client.api.noneOf.set(change)
        await get().refreshModel()
      } catch (thrown) {
        get().report(thrown)
      }
    },
  }
}
