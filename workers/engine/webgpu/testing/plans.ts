/** Plans for tests and benchmarks. */
import type { TrainPlan } from '../../engine'

/** A whole step that changes everything, without smoothing, weights or averages. */
export const fullPlan = (imageSize: number, batch: number): TrainPlan => ({
  ...{ batch, imageSize, frozenBlocks: 0, optimizer: 'adam', labelSmoothing: 0 },
  ...{ classWeights: null, softLabels: false, ema: false, seed: 0 },
})
