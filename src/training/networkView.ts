/** Which blocks of the network learn, and from when: what the drawing shows. */
import type { RunConfig } from '../../workers/protocol'

/** From the picture to the answer. */
export const NETWORK_BLOCKS = ['stem', 'layer1', 'layer2', 'layer3', 'layer4', 'fc'] as const
export type NetworkBlock = (typeof NETWORK_BLOCKS)[number]

/** The first epoch (1-based) in which each block learns; null where it stays frozen. */
export function learnsFrom({ strategy, unfreezeEvery, epochs }: RunConfig): Record<NetworkBlock, number | null> {
  const entries = NETWORK_BLOCKS.map((block, i) => {
    const depth = NETWORK_BLOCKS.length - 1 - i
    if (strategy === 'full' || block === 'fc') return [block, 1]
    if (strategy === 'feature-extraction') return [block, null]
    const epoch = 1 + depth * unfreezeEvery
    return [block, epoch <= epochs ? epoch : null]
  })
  return Object.fromEntries(entries) as Record<NetworkBlock, number | null>
}

/** Epochs in a row (1-based, both included) in which the same blocks learn. */
interface Stage {
  readonly first: number
  readonly last: number
  readonly learning: readonly NetworkBlock[]
}

/** The run in stages, one for each time that a block begins to learn. */
export function stagesOf(config: RunConfig): Stage[] {
  const from = learnsFrom(config)
  const starts = [...new Set(Object.values(from))].filter((epoch) => epoch !== null).sort((a, b) => a - b)
  return starts.map((first, i) => ({
    first,
    last: (starts[i + 1] ?? config.epochs + 1) - 1,
    learning: NETWORK_BLOCKS.filter((block) => (from[block] ?? Number.POSITIVE_INFINITY) <= first),
  }))
}
