/** Which blocks learn from which epoch on, at what share of the learning rate: the one reading of these options, for trainer, exports and drawing. */
import { numbersIn, type RunConfig } from './options'

/** The blocks that freeze and thaw, from the picture to the answer; the engines' own names. */
export const NETWORK_BLOCKS = ['stem', 'layer1', 'layer2', 'layer3', 'layer4', 'fc'] as const
export type NetworkBlock = (typeof NETWORK_BLOCKS)[number]

const HEAD = NETWORK_BLOCKS.length - 1

/** A value for each block, from its depth below the head: 0 for the head, 5 for the stem. */
function byDepth<T>(value: (depth: number) => T): Record<NetworkBlock, T> {
  return Object.fromEntries(NETWORK_BLOCKS.map((block, i) => [block, value(HEAD - i)])) as Record<NetworkBlock, T>
}

/** The first epoch (1-based) in which each block learns, whether or not the run gets there; null where it stays frozen. */
export function unfreezingOf(config: Pick<RunConfig, 'strategy' | 'unfreezeEvery' | 'unfreezeAt'>): Record<NetworkBlock, number | null> {
  const chosen = numbersIn(config.unfreezeAt)
  return byDepth((depth) => {
    if (config.strategy === 'full' || depth === 0) return 1
    if (config.strategy === 'feature-extraction') return null
    if (chosen.length > 0) return chosen[depth - 1] ?? null
    return 1 + depth * config.unfreezeEvery
  })
}

/**
 * What each block's learning rate is of the head's, with gradual unfreezing: the rates that were chosen, and below them `blockDecay` of the block
 * above (discriminative learning rates, Howard and Ruder 2018). 1 everywhere with the other strategies.
 */
export function rateShares(
  config: Pick<RunConfig, 'strategy' | 'learningRate' | 'blockDecay' | 'blockRates'>,
): Record<NetworkBlock, number> {
  const chosen = numbersIn(config.blockRates)
  return byDepth((depth) => {
    if (config.strategy !== 'gradual' || depth === 0) return 1
    const rate = chosen[depth - 1]
    if (rate !== undefined) return rate / config.learningRate
    const above = chosen.at(-1)
    return (above === undefined ? 1 : above / config.learningRate) * config.blockDecay ** (depth - chosen.length)
  })
}

/** How many of a run's `updates` each block took part in: what torch's optimizers count as a parameter's own step. */
export function blockUpdates(
  config: Pick<RunConfig, 'strategy' | 'unfreezeEvery' | 'unfreezeAt'>,
  updates: number,
  updatesPerEpoch: number,
): Record<NetworkBlock, number> {
  const from = unfreezingOf(config)
  const count = (first: number | null) => (first === null ? 0 : Math.max(0, updates - (first - 1) * updatesPerEpoch))
  return Object.fromEntries(NETWORK_BLOCKS.map((block) => [block, count(from[block])])) as Record<NetworkBlock, number>
}
