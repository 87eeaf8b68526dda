/** What a recipe makes of a run's batches, decided here and nowhere else: the size of training pictures in each epoch, and whether they are mixed. */
import { numbersIn, type RunConfig } from '../protocol/options'
import { trainingPasses, usesFeatureCache } from './strategy'

type Sized = Pick<RunConfig, 'strategy' | 'cachedViews' | 'imageSize' | 'trainSizes' | 'epochs'>

/** The sizes that were chosen for training; none where it is the size of evaluation. */
const chosenSizes = (config: Sized): readonly number[] => (usesFeatureCache(config) ? [] : numbersIn(config.trainSizes))

/**
 * Side in pixels of the training pictures in an epoch (1-based). Several sizes share the epochs in equal parts, as near as whole epochs allow; those after the
 * last planned epoch have the last size.
 */
export function trainSize(config: Sized, epoch: number): number {
  const sizes = chosenSizes(config)
  const part = Math.floor(((epoch - 1) * sizes.length) / config.epochs)
  return sizes[Math.min(part, sizes.length - 1)] ?? config.imageSize
}

/** Sizes besides the first epoch's that an engine has to hold in the course of a run, smallest first; that of evaluation too. */
export function furtherSizes(config: Sized): readonly number[] {
  const all = new Set([...chosenSizes(config), config.imageSize])
  all.delete(trainSize(config, 1))
  return [...all].sort((a, b) => a - b)
}

/** The largest size of training pictures in the run. */
export const largestTrainSize = (config: Sized): number => Math.max(...chosenSizes(config), trainSize(config, 1))

/** The work of a training picture in an epoch (1-based), in forward passes of a picture of evaluation's size. */
export const trainingWork = (config: Sized & Parameters<typeof trainingPasses>[0], epoch: number): number =>
  trainingPasses(config, epoch) * (trainSize(config, epoch) / config.imageSize) ** 2

/** Whether training pictures are mixed with one another, and their labels with them. */
export const mixesPictures = (config: Pick<RunConfig, 'strategy' | 'cachedViews' | 'mixup' | 'cutmix'>): boolean =>
  !usesFeatureCache(config) && (config.mixup > 0 || config.cutmix > 0)
