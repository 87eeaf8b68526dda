/** The recipe follows weights, pictures and device where the person has set nothing by hand: when one of them changes, never at the press of Train. */
import type { OptionName, WeightsInfo } from '../../../workers/protocol'
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
  /** Resolves when no fit is under way. Never rejects. */
  fitSettled(): Promise<void>
  /** Whether something that the fit goes by changed while a run was on: it is made anew when that has ended. */
  readonly fitWaits: boolean
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
    // Weights come with the picture size that they are best at: one fit for both.
    await Promise.resolve()
    const { dataset, weights, run, fitMode, isAsGiven } = get()
    if (mine !== current || fitMode !== 'on' || !dataset || !weights) return
    if (isActive(run)) {
      set({ fitWaits: true })
      return
    }
    set({ fitWaits: false })
    if (isAsGiven) {
      set({ fitting: null })
      return
    }
    const { config } = plainRecipe(get())
    const estimate = client.api.training.estimate
    try {
      const fitting = await fitTo({ config, weights, pictures: trainingPictures(dataset, config), byHand: setByHand(get()), estimate })
      if (mine !== current || get().fitMode !== 'on') return
      if (isActive(get().run)) {
        set({ fitWaits: true })
        return
      }
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
    fitWaits: false,
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
    async fitSettled() {
      let seen: Promise<void>
      do {
        seen = latest
        await seen
      } while (seen !== latest)
    },
    takeFitBack() {
      get().fitConfig({})
      set({ fitMode: 'taken-back', fitting: null })
    },
  }
}

/** Of the recipe as it was chosen: what decides what is fitted (`fitting.ts`), and how long its epochs take. */
const GOES_BY = [
  'strategy',
  'limit',
  'backend',
  'optimizer',
  'schedule',
  'epochs',
  'imageSize',
  'batchSize',
  'cachedViews',
] as const satisfies readonly OptionName[]

/** What the fit goes by besides the weights: where it changes, it is made anew. Other options that are set by hand stay, and move nothing else. */
const fitGoesBy = (state: Pick<Seen, 'datasetVersion' | 'config' | 'base' | 'touched' | 'fit' | 'isAsGiven'>): string => {
  const { config } = plainRecipe(state)
  return JSON.stringify([
    state.datasetVersion,
    presetOf(config),
    GOES_BY.map((name) => config[name]),
    state.touched.size === 0,
    state.isAsGiven,
  ])
}

const isDue = ({ fitWaits, run }: Pick<Seen, 'fitWaits' | 'run'>): boolean => fitWaits && !isActive(run)

/** Whether a change asks for another fit: of what it goes by, or the end of the run that one waited for. */
export const asksForFit = (now: Seen, past: Seen): boolean =>
  now.fitMode === 'on' && (now.weights !== past.weights || fitGoesBy(now) !== fitGoesBy(past) || (isDue(now) && !isDue(past)))
