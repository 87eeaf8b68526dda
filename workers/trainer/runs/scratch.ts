/** What a step makes beside the outputs of layers and throws away again, by what the layers tell of it. */
import { blocksFrom, type ModelSpec, outputShapes } from '../../model/spec'
import { factsOf } from '../../operations/facts'

export interface ScratchOf {
  readonly batch: number
  /** Side of the pictures, px. */
  readonly size: number
  /** Blocks of the network's beginning that do not learn. */
  readonly frozen: number
  /** Threads that go through a batch part by part; null where all of it is done at once. */
  readonly threads: number | null
}

/** Bytes of the most that any layer takes: of all its arrays, and of the largest one. Layers follow each other, so that their arrays share one place. */
export function scratchOf(spec: Pick<ModelSpec, 'layers' | 'blocks'>, { batch, size, frozen, threads }: ScratchOf) {
  const [shapes, learning] = [outputShapes(spec, size), blocksFrom(spec, frozen)]
  let [all, one] = [0, 0]
  for (const layer of spec.layers) {
    const scratch = factsOf(layer).scratch?.(layer, shapes.get(layer.id)!, learning.has(layer.block))
    if (!scratch) continue
    const items = batch * scratch.items
    const each = 4 * scratch.values * (threads === null ? items : Math.min(threads, items))
    all = Math.max(all, each * scratch.arrays)
    one = Math.max(one, each)
  }
  return { all, one }
}
