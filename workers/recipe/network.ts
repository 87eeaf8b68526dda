/** Which network a run trains: that of its weights, and the attention that is put into it. */
import { sizeStepOf } from '../model/blocks'
import { attentionIn, type ChosenNetwork, numbersIn, type RunConfig, type WeightsInfo } from '../protocol'
import { furtherSizes, trainSize } from './batches'
import { onlyHeadLearns } from './strategy'

/**
 * What of the options weights and strategy decide: the network is the weights' own, attention too where they have some. Fresh attention would stay at doing
 * nothing where only the head learns: there none is put in.
 */
export function networkFor(config: RunConfig, { depth, attention }: Pick<WeightsInfo, 'depth' | 'attention'>): Required<ChosenNetwork> {
  const fresh = onlyHeadLearns({ ...config, depth }) ? 'none' : attentionIn({ ...config, depth })
  return { depth, attention: attention === 'none' ? fresh : attention }
}

/** The same of the network that the options name, before weights of it are in use. */
export const networkNamed = (config: RunConfig, weights: Pick<WeightsInfo, 'depth' | 'attention'>): Required<ChosenNetwork> =>
  networkFor(config, { depth: config.depth, attention: weights.depth === config.depth ? weights.attention : 'none' })

/**
 * The configuration with the network that is trained, drawn and counted, whatever the recipe names: the one place for that, for page and trainer. Idempotent.
 * @param weights those that a run would start from; null where they are not known yet, then the recipe's own word stands
 */
export const ofWeights = (config: RunConfig, weights: Required<ChosenNetwork> | null): RunConfig =>
  weights ? { ...config, ...networkFor(config, weights) } : config

export { sizeStepOf }

/** The options that say how large pictures are. */
export type SizeOption = 'imageSize' | 'trainSizes'

/** Sizes of the run's pictures, px, that its network does not take, by the option that asks for them, smallest first: a Vision Transformer sees whole patches. */
export function sizesRefused(config: RunConfig): Readonly<Record<SizeOption, readonly number[]>> {
  const step = sizeStepOf(config)
  const chosen = numbersIn(config.trainSizes)
  const refused = [trainSize(config, 1), ...furtherSizes(config)].filter((size) => size % step !== 0).sort((a, b) => a - b)
  return {
    imageSize: refused.filter((size) => size === config.imageSize),
    trainSizes: refused.filter((size) => chosen.includes(size)),
  }
}

/** The sizes next to some that a network does not take, smallest first. */
export function sizesBeside(config: RunConfig, sizes: readonly number[]): readonly number[] {
  const step = sizeStepOf(config)
  const both = sizes.flatMap((size) => [step * Math.floor(size / step), step * Math.ceil(size / step)])
  return [...new Set(both)].sort((a, b) => a - b)
}
