/**
 * What a strategy means, decided here and nowhere else: which blocks learn from which epoch on and at what share of the learning rate, what that
 * costs, and whether features can be kept. Trainer, exports and the page's drawing read it.
 */
import { type Block, blocksOf, VIT_BLOCKS } from '../model/blocks'
import { numbersIn, type RunConfig } from '../protocol/options'

export { type Block, blocksOf }

/** Whether a network has BatchNorm, which frozen blocks run in evaluation mode: all but Vision Transformers. */
export const hasBatchNorm = (config: Pick<RunConfig, 'depth'>): boolean => blocksOf(config) !== VIT_BLOCKS

/** The options that say which network learns, and which of its blocks when. */
type Unfreezing = Pick<RunConfig, 'depth' | 'strategy' | 'unfreezeEvery' | 'unfreezeAt'>

/** How many blocks there are below the head. */
const backboneOf = (config: Pick<RunConfig, 'depth'>): number => blocksOf(config).length - 1

interface Strategy {
  /** The first epoch (1-based) in which the block so deep (from 1) below the head learns; null where it stays frozen. The head always learns. */
  readonly begins: (depth: number, config: Unfreezing) => number | null
  /** Whether blocks learn at rates, and count updates, of their own. */
  readonly apart: boolean
  /** Whether a picture's pooled features stay the same throughout the run, so that they may be computed once. */
  readonly sameFeatures: boolean
}

const STRATEGIES: Readonly<Record<RunConfig['strategy'], Strategy>> = {
  'feature-extraction': { begins: () => null, apart: false, sameFeatures: true },
  full: { begins: () => 1, apart: false, sameFeatures: false },
  gradual: {
    begins(depth, { unfreezeAt, unfreezeEvery }) {
      const chosen = numbersIn(unfreezeAt)
      return chosen.length > 0 ? (chosen[depth - 1] ?? null) : 1 + depth * unfreezeEvery
    },
    apart: true,
    sameFeatures: false,
  },
}

/** A value for each block of the run's network, in their order. */
export type EachBlock<T> = Readonly<Record<Block, T>>

/** A value for each block, from its depth below the head: 0 for the head, most for the stem. */
function byDepth<T>(config: Pick<RunConfig, 'depth'>, value: (depth: number) => T): EachBlock<T> {
  return Object.fromEntries(blocksOf(config).map((block, i) => [block, value(backboneOf(config) - i)]))
}

/** The first epoch (1-based) in which each block learns, whether or not the run gets there; null where it stays frozen. */
export function unfreezingOf(config: Unfreezing): EachBlock<number | null> {
  const { begins } = STRATEGIES[config.strategy]
  return byDepth(config, (depth) => (depth === 0 ? 1 : begins(depth, config)))
}

/** How many blocks, from the picture's side, are frozen in an epoch (1-based); never the head. */
export function frozenBlocks(config: Unfreezing, epoch: number): number {
  return Object.values(unfreezingOf(config)).filter((first) => first === null || first > epoch).length
}

/** Whether nothing but the head learns in any epoch of the run. */
export const onlyHeadLearns = (config: Unfreezing & Pick<RunConfig, 'epochs'>): boolean =>
  frozenBlocks(config, config.epochs) === backboneOf(config)

/** Whether the pooled features of a few views of each picture are computed once, before the first epoch, and kept. */
export const usesFeatureCache = ({ strategy, cachedViews }: Pick<RunConfig, 'strategy' | 'cachedViews'>): boolean =>
  STRATEGIES[strategy].sameFeatures && cachedViews > 0

/**
 * The work of a training picture in an epoch (1-based), in forward passes: one, and two more for the way back through the blocks that learn, of which
 * each is about as much work as the next; 1 where the backbone is frozen, 3 where all of it learns.
 */
export function trainingPasses(config: Unfreezing, epoch: number): number {
  const backbone = backboneOf(config)
  return 1 + (2 * (backbone - frozenBlocks(config, epoch))) / backbone
}

/** Whether blocks learn at rates of their own, each with its own count of updates. */
export const learnsApart = ({ strategy }: Pick<RunConfig, 'strategy'>): boolean => STRATEGIES[strategy].apart

/**
 * What each block's learning rate is of the head's, with gradual unfreezing: the rates that were chosen, and below them `blockDecay` of the block
 * above (discriminative learning rates, Howard and Ruder 2018). 1 everywhere with the other strategies.
 */
export function rateShares(
  config: Pick<RunConfig, 'depth' | 'strategy' | 'learningRate' | 'blockDecay' | 'blockRates'>,
): EachBlock<number> {
  const chosen = numbersIn(config.blockRates)
  return byDepth(config, (depth) => {
    if (!learnsApart(config) || depth === 0) return 1
    const rate = chosen[depth - 1]
    if (rate !== undefined) return rate / config.learningRate
    const above = chosen.at(-1)
    return (above === undefined ? 1 : above / config.learningRate) * config.blockDecay ** (depth - chosen.length)
  })
}

/** How many of a run's `updates` each block took part in: what torch's optimizers count as a parameter's own step. */
export function blockUpdates(config: Unfreezing, updates: number, updatesPerEpoch: number): EachBlock<number> {
  const count = (first: number | null) => (first === null ? 0 : Math.max(0, updates - (first - 1) * updatesPerEpoch))
  return Object.fromEntries(Object.entries(unfreezingOf(config)).map(([block, first]) => [block, count(first)]))
}
