/** Looking after the pictures that are open: the health check and the person's edits. */
import type { DatasetEdit, HealthReport } from '../../../workers/protocol'
import type { ProblemsSlice } from '../../page/problems'
import type { SliceContext } from '../../page/slice'
import type { DatasetSlice } from '../slice'

/** A health check under way. */
export interface Checking {
  readonly done: number
  /** Pictures in all; 0 until the first answer. */
  readonly of: number
  /** When it began, as `Date.now()`. */
  readonly since: number
}

export interface HealthSlice {
  /** The last check of the pictures that are open, as it stands with the edits since; of others for a moment after those were opened. */
  readonly health: HealthReport | null
  readonly checking: Checking | null
  refreshHealth(): Promise<void>
  /** Reads every picture once; a failure is reported, cancelling is silent. */
  checkHealth(): Promise<void>
  cancelHealth(): Promise<void>
  /** Resolves with whether the edit was taken; a refusal is reported and changes nothing. */
  editPictures(edit: DatasetEdit): Promise<boolean>
}

const isAbort = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'AbortError'

export function createHealthSlice({ set, get, client }: SliceContext<HealthSlice & DatasetSlice & ProblemsSlice>): HealthSlice {
  let attempt = 0
  return {
    health: null,
    checking: null,
    async refreshHealth() {
      const version = get().datasetVersion
      if (!get().dataset) {
        set({ health: null })
        return
      }
      try {
        const health = await client.api.health.report()
        if (version === get().datasetVersion) set({ health })
      } catch (thrown) {
        get().report(thrown)
      }
    },
    async checkHealth() {
      const mine = ++attempt
      const since = Date.now()
      set({ checking: { done: 0, of: 0, since } })
      try {
        await client.api.health.check((progress) => {
          if (mine === attempt && get().checking) set({ checking: { ...progress, since } })
        })
        // Pictures that turned out to be the same go to one split together.
        const dataset = await client.api.dataset.summary()
        if (mine === attempt) get().changedTo(dataset)
      } catch (thrown) {
        if (mine === attempt && !isAbort(thrown)) get().report(thrown)
      } finally {
        if (mine === attempt) set({ checking: null })
      }
    },
    async cancelHealth() {
      attempt++
      set({ checking: null })
      try {
        await client.api.health.cancel()
      } catch (thrown) {
        get().report(thrown)
      }
    },
    async editPictures(edit) {
      try {
        get().changedTo(await client.api.dataset.edit(edit))
        return true
      } catch (thrown) {
        get().report(thrown)
        return false
      }
    },
  }
}
