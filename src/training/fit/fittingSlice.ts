/** The recipe follows weights, pictures and device where the person has set nothing by hand: when one of them changes, never at the press of Train. */
import type { WeightsInfo } from '../../../workers/protocol'
import { trainingPictures } from '../../../workers/recipe/pictures'
import type { DatasetSlice } from '../../dataset/slice'
import type { SliceContext } from '../../page/slice'
import { plainRecipe, presetOf, type RecipeSlice, setByHand } from '../../recipe/recipeSlice'
import type { RunSlice } from '../../run/runSlice'
import { isActive } from '../../run/runView'
import { type Fitting, fitTo } from './fitting'

export interface FittingSlice {
  /** `off` until the page asks for it: whoever drives it by program has the recipe that they set. `taken-back`: the person would rather have it as it was. */
  readonly fitMode: 'off' | 'on' | 'taken-back'
  /** What was fitted last, and why; null before there were pictures and weights. */
  readonly fitting: Fitting | null
  /** Fits from now on. */
  fitFromNowOn(): Promise<void>
  /** Fits anew where it is on; nothing while a run is on, before there are pictures and weights, or where there is no forecast. Never rejects. */
  fitRecipe(): Promise<void>
  takeFitBack(): void
}

/** What it sees of the weights. */
interface Weighted {
  readonly weights: WeightsInfo | null
}
type Seen = FittingSlice & Weighted & DatasetSlice & RecipeSlice & RunSlice

export function createFittingSlice({ set, get, client }: SliceContext<Seen>): FittingSlice {
  let current = 0
  let latest: Promise<void> = Promise.resolve()
  const fitOnce = async (mine: number): Promise<void> => {
    const { dataset, weights, run, fitMode, isAsGiven } = get()
    if (fitMode !== 'on' || !dataset || !weights || isActive(run)) return
    if (isAsGiven) {
      set({ fitting: null })
      return
    }
    const { config } = plainRecipe(get())
    const estimate = client.api.training.estimate
    try {
      const fitting = await fitTo({ config, weights, pictures: trainingPictures(dataset, config), byHand: setByHand(get()), estimate })
      if (mine !== current || isActive(get().run) || get().fitMode !== 'on') return
      get().fitConfig(fitting.values)
      set({ fitting })
    } catch (thrown) {
      // Nobody asked for it: the recipe stays as it is, and whoever shows a forecast says why there is none.
      console.info('The recipe does not follow this device now', thrown)
    }
  }
  return {
    fitMode: 'off',
    fitting: null,
    fitFromNowOn() {
      set({ fitMode: 'on' })
      return get().fitRecipe()
    },
    async fitRecipe() {
      const mine = ++current
      latest = fitOnce(mine)
      await latest
      // Something changed meanwhile: what is in force then is what was asked for last.
      if (mine !== current) await latest
    },
    takeFitBack() {
      get().fitConfig({})
      set({ fitMode: 'taken-back', fitting: null })
    },
  }
}

/** What the fit goes by besides the weights: where it changes, it is made anew. Other options that are set by hand stay, and move nothing else. */
export const fitGoesBy = (state: Pick<Seen, 'datasetVersion' | 'config' | 'base' | 'touched' | 'fit' | 'isAsGiven'>): string => {
  const { config } = plainRecipe(state)
  const { strategy, limit, backend, cachedViews } = config
  return JSON.stringify([
    state.datasetVersion,
    presetOf(config),
    [strategy, limit, backend, cachedViews > 0],
    state.touched.size === 0,
    state.isAsGiven,
  ])
}
