/** The learning-rate finder: a sweep on a copy of the network, shown as it goes, and the rate that it suggests. */
import type { SweepPoint } from '../../workers/protocol'
import type { DatasetSlice } from '../dataset/slice'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'
import type { RecipeSlice } from '../recipe/recipeSlice'
import type { RunSlice } from '../run/runSlice'
import { isActive } from '../run/runView'

export interface Finding {
  readonly status: 'looking' | 'done'
  readonly points: readonly SweepPoint[]
  /** Null while looking, and when the loss never fell. */
  readonly suggestion: number | null
}

export interface FinderSlice {
  /** Null before the first sweep and after it was put away. */
  readonly finding: Finding | null
  /** Resolves with whether the sweep ended; a failure is reported. */
  findLearningRate(): Promise<boolean>
  stopFinding(): Promise<void>
  closeFinding(): void
}

/** Points are shown at most this often. */
const REFRESH_MS = 200

export function createFinderSlice({
  set,
  get,
  client,
}: SliceContext<FinderSlice & RunSlice & DatasetSlice & RecipeSlice & ProblemsSlice>): FinderSlice {
  return {
    finding: null,
    async findLearningRate() {
      if (isActive(get().run) || get().finding?.status === 'looking') return false
      get().clearProblems()
      if (!get().dataset) {
        get().reportProblem({ code: 'no-dataset', values: {} })
        return false
      }
      if (!(await get().ensureSplit())) return false
      const points: SweepPoint[] = []
      let shown = 0
      set({ finding: { status: 'looking', points: [], suggestion: null } })
      try {
        const sweep = await client.api.training.findLearningRate(get().config, (point) => {
          points.push(point)
          if (get().finding?.status !== 'looking' || Date.now() - shown < REFRESH_MS) return
          shown = Date.now()
          set({ finding: { status: 'looking', points: [...points], suggestion: null } })
        })
        set({ finding: { status: 'done', points: sweep.points, suggestion: sweep.suggestion } })
        return true
      } catch (thrown) {
        set({ finding: null })
        get().report(thrown)
        return false
      }
    },
    async stopFinding() {
      try {
        await client.api.training.stop()
      } catch (thrown) {
        get().report(thrown)
      }
    },
    closeFinding: () => set({ finding: null }),
  }
}
