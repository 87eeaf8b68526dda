/** A recipe's network before it is trained: its blocks with their sizes and costs, what a step of it takes in memory, and whether this device can hold it. */
import { type Shape, sizeOf } from '../../model/layer'
import { forwardMacs, outputShapes, paramInfos } from '../../model/spec'
import { isClassToken } from '../../operations/classtoken/facts'
import { factsOf } from '../../operations/facts'
import { type NetworkBlock, type NetworkFacts, OPTIONS, type Room, type RunConfig } from '../../protocol'
import { largestTrainSize } from '../../recipe/batches'
import { frozenBlocks } from '../../recipe/strategy'
import { specFor } from '../fit/plan'
import { memoryOf } from './estimate'
import { scratchOf } from './scratch'

/** Sizes are tried in such steps, px: what every network halves five times. */
const SIZE_STEP = 32

/**
 * All of it follows from the network's layers, whatever kinds they are of.
 * @param room what the device gives
 */
export function networkFacts(config: RunConfig, classes: number, room: Room): NetworkFacts {
  const spec = specFor(config, classes)
  const shapes = outputShapes(spec, config.imageSize)
  const macs = forwardMacs(spec, config.imageSize)
  const numbers = new Map<string, number>()
  for (const { block, shape, role } of paramInfos(spec))
    if (role !== 'buffer') numbers.set(block, (numbers.get(block) ?? 0) + sizeOf(shape))
  const blocks = spec.blocks.map((block): NetworkBlock => {
    const layers = spec.layers.filter((layer) => layer.block === block)
    const cost = layers.reduce((sum, layer) => sum + factsOf(layer).macs(layer, shapes.get(layer.id)!), 0)
    // What the head reads is pooled values, or those of one token: the map or the tokens before tell more of the block that ends so.
    const last = layers.findLast((layer) => layer.id !== spec.features && !isClassToken(layer)) ?? layers.at(-1)
    const shape: Shape = last ? shapes.get(last.id)! : []
    return { block, shape: [...shape], parameters: numbers.get(block) ?? 0, share: macs > 0 ? cost / macs : 0 }
  })
  return {
    blocks,
    macs,
    parameters: blocks.reduce((sum, { parameters }) => sum + parameters, 0),
    bytes: memoryOf(config, classes, room.threads),
    holds: holds(config, classes, room),
  }
}

function holds(config: RunConfig, classes: number, room: Room): NetworkFacts['holds'] {
  const fits = (changes: Partial<RunConfig>) => isWithin({ ...config, ...changes }, classes, room)
  if (fits({})) return { fits: true }
  let batch = config.batchSize
  while (batch >= 2 * OPTIONS.batchSize.min) {
    batch = Math.floor(batch / 2)
    if (fits({ batchSize: batch })) return { fits: false, batch, size: null }
  }
  for (let size = SIZE_STEP * (Math.ceil(config.imageSize / SIZE_STEP) - 1); size >= SIZE_STEP; size -= SIZE_STEP)
    if (fits({ imageSize: size, trainSizes: '' })) return { fits: false, batch: null, size }
  return { fits: false, batch: null, size: null }
}

function isWithin(config: RunConfig, classes: number, { all, one, threads }: Room): boolean {
  if (all !== null && memoryOf(config, classes, threads) > all) return false
  if (one === null) return true
  const spec = specFor(config, classes)
  const size = Math.max(config.imageSize, largestTrainSize(config))
  const outputs = [...outputShapes(spec, size).values()]
  const frozen = frozenBlocks(config, config.epochs)
  const largest = Math.max(
    ...outputs.map((shape) => config.batchSize * sizeOf(shape)),
    ...paramInfos(spec).map(({ shape }) => sizeOf(shape)),
  )
  return Math.max(4 * largest, scratchOf(spec, { batch: config.batchSize, size, frozen, threads }).one) <= one
}
