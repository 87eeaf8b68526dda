/** Picture size and kept views that fit the weights, the pictures and this device: the best that a run of a few minutes allows. */
import { OPTIONS, type RunConfig, type TrainEstimate } from '../../workers/protocol'
import { usesFeatureCache } from '../../workers/recipe/strategy'

/** So long a run may take whose size nobody chose, seconds. */
export const FEW_MINUTES = 300

/** Below this side hardly anything is left of a photo. */
const LEAST_SIZE = 64

/** What of a recipe is fitted. */
export type Fitted = Pick<RunConfig, 'imageSize' | 'cachedViews'>

export interface Fit {
  readonly values: Fitted
  /** The size that the weights are best at, and the seconds that a run at that size was forecast to take. */
  readonly best: { readonly imageSize: number; readonly seconds: number }
}

/** From best to quickest: fewer kept views cost the least accuracy; then the side goes down by quarters. Of other strategies the best alone. */
export function candidates(bestSize: number, config: RunConfig): Fitted[] {
  const most = OPTIONS.cachedViews.default
  const views = [most, 2, 1] as const
  const { step = 1 } = OPTIONS.imageSize
  // Where every epoch goes through the whole network nothing is quick: then the size is a matter of what it is to reach.
  if (!usesFeatureCache(config)) return [{ imageSize: bestSize, cachedViews: most }]
  const sizes = [0.75, 0.5, 0.375].map((share) => Math.round((share * bestSize) / step) * step).filter((size) => size >= LEAST_SIZE)
  return [
    ...views.map((cachedViews) => ({ imageSize: bestSize, cachedViews })),
    ...sizes.map((imageSize) => ({ imageSize, cachedViews: 1 })),
  ]
}

/**
 * The first of the candidates whose forecast is within a few minutes, else the quickest.
 * @param estimate the trainer's forecast
 */
export async function fitTo(bestSize: number, config: RunConfig, estimate: (config: RunConfig) => Promise<TrainEstimate>): Promise<Fit> {
  const all = candidates(bestSize, config)
  let best: Fit['best'] | null = null
  for (const values of all) {
    const { seconds } = await estimate({ ...config, ...values })
    best ??= { imageSize: bestSize, seconds }
    if (seconds <= FEW_MINUTES) return { values, best }
  }
  return { values: all.at(-1)!, best: best ?? { imageSize: bestSize, seconds: Number.NaN } }
}
