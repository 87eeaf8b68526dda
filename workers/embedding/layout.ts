/** A map of rows: near each other on it are those that are near each other among many numbers (UMAP, McInnes et al. 2018). */
import { UMAP } from 'umap-js'
import { hash, pcg, STREAM, uniform } from '../random'
import { normalised, principalComponents, type Rows } from './components'
import { neighbourGraph } from './neighbourGraph'

/** umap-learn's default, the row itself among them. */
const NEIGHBOURS = 15
const MIN_DIST = 0.1
/** Numbers a row has when it is compared with all others: fewer lose neighbours, more only take longer (docs/numerics.md). */
const COMPONENTS = 50
/** Half the side of the square that rows begin in; umap-learn's. */
const EXTENT = 10
/** Rows are told apart by this much of the extent, where they would begin at one place. */
const JITTER = 1e-3

/** What is done at the moment, and how much of it, 0..1. */
export type OnLayout = (phase: 'comparing' | 'arranging', share: number) => void

/**
 * Places `[n, 2]`, each 0..1 with the longer side filled, of rows that are alike by the cosine. All draws follow from the seed: the same rows have the same places.
 * Rows begin where their first two principal components put them, so that what is far apart stays so (Kobak and Linderman 2021).
 *
 * @param onProgress what it throws ends the work
 */
export function layOut(rows: Rows, seed: number, onProgress: OnLayout): Float32Array {
  const n = rows.values.length / rows.width
  onProgress('comparing', 0)
  const few = principalComponents(normalised(rows), COMPONENTS, seed)
  if (n < 4) return filled(startOf(few, n, seed))
  const count = Math.min(NEIGHBOURS, n - 1) - 1
  const graph = neighbourGraph(few, count, (share) => onProgress('comparing', share))
  // It draws some hundred million times: one round for each, from a counter that the seed sets.
  let counter = hash(seed, STREAM.map)
  const random = () => pcg(counter++ >>> 0) / 2 ** 32
  const umap = new UMAP({ nNeighbors: count + 1, minDist: MIN_DIST, random })
  const listOf = (own: number, from: ArrayLike<number>, i: number): number[] => [
    own,
    ...Array.from({ length: count }, (_, k) => from[i * count + k]!),
  ]
  const indices = Array.from({ length: n }, (_, i) => listOf(i, graph.rows, i))
  umap.setPrecomputedKNN(
    indices,
    Array.from({ length: n }, (_, i) => listOf(0, graph.distances, i)),
  )
  // Of the rows themselves it only asks how many there are.
  const epochs = umap.initializeFit(indices)
  // What it gives is what it moves: set here, it begins there.
  const start = startOf(few, n, seed)
  for (const [i, place] of umap.getEmbedding().entries()) [place[0], place[1]] = [start[2 * i]!, start[2 * i + 1]!]
  for (let epoch = 0; epoch < epochs; epoch++) {
    umap.step()
    onProgress('arranging', (epoch + 1) / epochs)
  }
  return filled(Float32Array.from(umap.getEmbedding().flat()))
}

/** By the first two components, within the extent. */
function startOf({ values, width }: Rows, n: number, seed: number): Float32Array {
  const of = (i: number, axis: number) => (axis < width ? values[i * width + axis]! : 0)
  let most = 0
  for (let i = 0; i < n; i++) most = Math.max(most, Math.abs(of(i, 0)), Math.abs(of(i, 1)))
  return Float32Array.from(
    { length: 2 * n },
    (_, at) => EXTENT * (of(at >> 1, at & 1) / (most || 1) + JITTER * (uniform(seed, STREAM.map, at) - 0.5)),
  )
}

/** Moved and scaled alike in both directions, so that the longer side goes from 0 to 1 and the other lies in the middle. */
function filled(places: Float32Array): Float32Array {
  const ends = [0, 1].map((axis) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (let at = axis; at < places.length; at += 2) [low, high] = [Math.min(low, places[at]!), Math.max(high, places[at]!)]
    return { middle: (low + high) / 2, size: high - low }
  })
  const size = Math.max(ends[0]!.size, ends[1]!.size) || 1
  return places.map((value, at) => (value - ends[at & 1]!.middle) / size + 0.5)
}
