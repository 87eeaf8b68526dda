/** What a recipe makes of a run's batches, decided here and nowhere else: the size of training pictures in each epoch, and whether they are mixed. */
import { numbersIn, type RunConfig } from '../protocol/options'
import { trainingPasses, usesFeatureCache } from './strategy'

type Sized = Pick<RunConfig, 'strategy' | 'cachedViews' | 'imageSize' | 'trainSizes' | 'sizeEpochs' | 'epochs'>

/** The sizes that were chosen for training; none where it is the size of evaluation. */
const chosenSizes = (config: Sized): readonly number[] => (usesFeatureCache(config) ? [] : numbersIn(config.trainSizes))

/** The epochs that the sizes share: where nothing else was said all of the run, also for a run from before that could be said. */
const sharedEpochs = (config: Sized): number => config.sizeEpochs || config.epochs

/**
 * Side in pixels of the training pictures in an epoch (1-based). Several sizes share their epochs in equal parts, as near as whole epochs allow; those after
 * them have the last of these.
 */
export function trainSize(config: Sized, epoch: number): number {
  const sizes = chosenSizes(config)
  const shared = sharedEpochs(config)
  const part = Math.floor(((Math.min(epoch, shared) - 1) * sizes.length) / shared)
  return sizes[part] ?? config.imageSize
}

/** The sizes that the run's epochs have, smallest first. */
const sizesInUse = (config: Sized): readonly number[] => [
  ...new Set(Array.from({ length: config.epochs }, (_, i) => trainSize(config, i + 1)).sort((a, b) => a - b)),
]

/** Sizes besides the first epoch's that an engine has to hold in the course of a run, smallest first; that of evaluation too. */
export function furtherSizes(config: Sized): readonly number[] {
  const all = new Set([...sizesInUse(config), config.imageSize])
  all.delete(trainSize(config, 1))
  return [...all].sort((a, b) => a - b)
}

/** The largest size of training pictures in the run. */
export const largestTrainSize = (config: Sized): number => Math.max(...sizesInUse(config))

/** Sizes that were chosen and that no epoch of the run has, smallest first: there are fewer epochs than sizes, or too few for those that they share. */
export function sizesLeftOut(config: Sized): readonly number[] {
  const used = sizesInUse(config)
  return [...new Set(chosenSizes(config))].filter((size) => !used.includes(size))
}

/** What a run keeps of its sizes when it is to have another number of epochs: those that were trained, and those to come, have the sizes that they had. */
export const sizesKept = (config: Sized): Partial<Pick<RunConfig, 'sizeEpochs'>> =>
  chosenSizes(config).length > 1 ? { sizeEpochs: sharedEpochs(config) } : {}

/** The work of a training picture in an epoch (1-based), in forward passes of a picture of evaluation's size. */
export const trainingWork = (config: Sized & Parameters<typeof trainingPasses>[0], epoch: number): number =>
  trainingPasses(config, epoch) * (trainSize(config, epoch) / config.imageSize) ** 2

/** Whether training pictures are mixed with one another, and their labels with them. */
export const mixesPictures = (config: Pick<RunConfig, 'strategy' | 'cachedViews' | 'mixup' | 'cutmix'>): boolean =>
  !usesFeatureCache(config) && (config.mixup > 0 || config.cutmix > 0)
