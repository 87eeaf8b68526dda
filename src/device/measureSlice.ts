/** Measuring this device: how far it is, and what was found out. */
import { type Measured, type ProblemData, problemOf } from '../../workers/protocol'
import type { SliceContext } from '../page/slice'
import type { RecipeSlice } from '../recipe/recipeSlice'

export interface MeasureSlice {
  /** 0..1; null while nothing is measured. */
  readonly measuringDevice: number | null
  /** What is known so far, or of the last time; null before the first. */
  readonly measured: Measured | null
  /** Why it failed, told where it was asked for; null where it did not. */
  readonly measureProblem: ProblemData | null
  /** Resolves when it has ended, however. */
  measureDevice(): Promise<void>
  stopMeasuring(): Promise<void>
}

export function createMeasureSlice({ set, get, client }: SliceContext<MeasureSlice & RecipeSlice>): MeasureSlice {
  return {
    measuringDevice: null,
    measured: null,
    measureProblem: null,
    async measureDevice() {
      if (get().measuringDevice !== null) return
      set({ measuringDevice: 0, measured: null, measureProblem: null })
      try {
        const measured = await client.api.devices.measure(get().config.backend, (progress) => {
          if (get().measuringDevice !== null) set({ measuringDevice: progress.share, measured: progress.measured })
        })
        set({ measured })
      } catch (thrown) {
        set({ measureProblem: problemOf(thrown) })
      } finally {
        set({ measuringDevice: null })
      }
    },
    async stopMeasuring() {
      try {
        await client.api.devices.stopMeasuring()
      } catch (thrown) {
        set({ measureProblem: problemOf(thrown) })
      }
    },
  }
}
