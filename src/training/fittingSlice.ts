/** The recipe follows weights, pictures and device where the person has set nothing else. */
import type { WeightsInfo } from '../../workers/protocol'
import type { DatasetSlice } from '../dataset/slice'
import type { SliceContext } from '../page/slice'
import type { RecipeSlice } from '../recipe/recipeSlice'
import type { RunSlice } from '../run/runSlice'
import { isActive } from '../run/runView'
import { type Fit, fitTo } from './fitting'

export interface FittingSlice {
  /** What was suggested last, and why; null before there were pictures and weights. */
  readonly fitted: Fit | null
  /** Fits picture size and kept views anew; nothing while a run is on, before there are pictures and weights, or where there is no forecast. Never rejects. */
  fitRecipe(): Promise<void>
}

/** What it sees of the weights. */
interface Weighted {
  readonly weights: WeightsInfo | null
}

export function createFittingSlice({
  set,
  get,
  client,
}: SliceContext<FittingSlice & Weighted & DatasetSlice & RecipeSlice & RunSlice>): FittingSlice {
  let current = 0
  return {
    fitted: null,
    async fitRecipe() {
      const { dataset, weights, config, run } = get()
      if (!dataset || !weights || isActive(run)) return
      const mine = ++current
      try {
        const fitted = await fitTo(weights.bestSize, config, (asked) => client.api.training.estimate(asked))
        if (mine !== current || isActive(get().run)) return
        set({ fitted })
        const { imageSize, cachedViews } = get().config
        if (fitted.values.imageSize !== imageSize || fitted.values.cachedViews !== cachedViews) get().suggestConfig(fitted.values)
      } catch (thrown) {
        // Nobody asked for it: the recipe stays as it is, and whoever shows a forecast says why there is none.
        console.info('The recipe does not follow this device now', thrown)
      }
    },
  }
}
