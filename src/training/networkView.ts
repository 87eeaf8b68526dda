/** Which blocks of the network learn, and from when: what the drawing shows. */
import type { ChosenNetwork, NetworkBlock, RunConfig } from '../../workers/protocol'
import { ofWeights } from '../../workers/recipe/network'
import { type Block, blocksOf, type EachBlock, hasBatchNorm, unfreezingOf } from '../../workers/recipe/strategy'
import { isActive, type RunView } from '../run/runView'
import type { Text } from './words'

interface Trained {
  readonly run: Pick<RunView, 'status' | 'config'>
  /** The recipe in the form. */
  readonly config: RunConfig
  readonly weights: Required<ChosenNetwork> | null
}

/** That of the run that is on; else the recipe's, with the network of the weights that a run would start from. */
export const trainedConfig = ({ run, config, weights }: Trained): RunConfig =>
  isActive(run) && run.config ? run.config : ofWeights(config, weights)

/** The first epoch (1-based) in which each block learns; null where it stays frozen to the end of the run. */
export function learnsFrom(config: RunConfig): EachBlock<number | null> {
  const entries = Object.entries(unfreezingOf(config)).map(([block, epoch]) => [
    block,
    epoch !== null && epoch <= config.epochs ? epoch : null,
  ])
  return Object.fromEntries(entries)
}

/** Epochs in a row (1-based, both included) in which the same blocks learn. */
interface Stage {
  readonly first: number
  readonly last: number
  readonly learning: readonly Block[]
}

/** The run in stages, one for each time that a block begins to learn. */
export function stagesOf(config: RunConfig): Stage[] {
  const from = learnsFrom(config)
  const starts = [...new Set(Object.values(from))].filter((epoch) => epoch !== null).sort((a, b) => a - b)
  return starts.map((first, i) => ({
    first,
    last: (starts[i + 1] ?? config.epochs + 1) - 1,
    learning: blocksOf(config).filter((block) => (from[block] ?? Number.POSITIVE_INFINITY) <= first),
  }))
}

/** "56 × 56 × 64" of a map, "197 × 192" of tokens in a row; null of plain values, of which there are as many as the last number says. */
export function mapWords(shape: readonly number[]): string | null {
  if (shape.slice(0, -1).every((side) => side === 1)) return null
  return (shape[0] === 1 ? shape.slice(1) : shape).join(' × ')
}

/** Sides of the drawing of a block, 0..1: its width by its share of the cost among the blocks, its height by how many pixels its map has of the picture's (of tokens, those of a square of as many). */
export function drawnSides(
  { share, shape }: Pick<NetworkBlock, 'share' | 'shape'>,
  mostShare: number,
  imageSize: number,
): { width: number; height: number } {
  const [height = 1, width = 1] = shape
  return { width: mostShare > 0 ? share / mostShare : 0, height: Math.min(1, Math.sqrt(height * width) / imageSize) }
}

/** A block's name for a person: of those that every network has in words, else the network's own. */
export const blockName = ({ blocks }: { readonly blocks: Readonly<Record<string, string>> }, block: Block): string => blocks[block] ?? block

type NormWords = Pick<Text['train'], 'batchNorm' | 'batchNormAll' | 'layerNorm' | 'layerNormAll'>

/** What becomes of the normalising layers: another thing where a block is frozen in some epoch than where all learn from the first on. */
export function normWords(words: NormWords, config: RunConfig): string {
  const isFrozen = Object.values(learnsFrom(config)).some((epoch) => epoch !== 1)
  if (hasBatchNorm(config)) return isFrozen ? words.batchNorm : words.batchNormAll
  return isFrozen ? words.layerNorm : words.layerNormAll
}
