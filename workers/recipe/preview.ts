/** The learning rate over a whole run, before it is run: what the page draws beside the recipe. */
import { effective, type RunConfig } from '../protocol/options'
import { PLATEAU_START, scheduled, updatesPerEpoch } from './schedule'

const POINTS = 200
/** Updates an epoch while no pictures are open: the shape hardly depends on it. */
const USUAL_UPDATES = 50

/**
 * Learning rates at evenly spaced updates from the first to the last, at most 200. What ReduceLROnPlateau would lower is not foreseen.
 * @param pictures training pictures; null while none are open
 */
export function schedulePreview(config: RunConfig, pictures: number | null): number[] {
  const perEpoch = pictures === null ? USUAL_UPDATES : updatesPerEpoch(pictures, config)
  const total = Math.max(1, perEpoch * config.epochs)
  const run = effective(config)
  const count = Math.min(POINTS, total)
  return Array.from({ length: count }, (_, i) => {
    const update = count === 1 ? 0 : Math.round((i * (total - 1)) / (count - 1))
    const clock = { update, updatesPerEpoch: perEpoch, epochs: config.epochs, plateauFactor: PLATEAU_START.factor }
    return scheduled(run, clock).learningRate
  })
}
