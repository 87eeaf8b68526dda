/** Rows in groups of those that are near each other. */
import { kmeans } from 'ml-kmeans'
import type { Rows } from './components'

const MOST_ROUNDS = 25

/**
 * Which group each row is in, by k-means from k-means++'s start (Arthur and Vassilvitskii 2007); the same rows and seed give the same groups.
 *
 * @returns `[n]`, 0.. by descending size
 * @throws RangeError where there are not more rows than groups
 */
export function clustersOf({ values, width }: Rows, groups: number, seed: number): Int32Array {
  const n = values.length / width
  if (n <= groups) throw new RangeError(`${groups} groups of ${n} rows`)
  const rows = Array.from({ length: n }, (_, i) => Array.from(values.subarray(i * width, (i + 1) * width)))
  const { clusters } = kmeans(rows, groups, { seed, initialization: 'kmeans++', maxIterations: MOST_ROUNDS })
  const sizes = new Array<number>(groups).fill(0)
  for (const group of clusters) sizes[group]!++
  const bySize = sizes.map((_, group) => group).sort((a, b) => sizes[b]! - sizes[a]! || a - b)
  const rank = bySize.reduce<number[]>((ranks, group, place) => {
    ranks[group] = place
    return ranks
  }, [])
  return Int32Array.from(clusters, (group) => rank[group]!)
}
