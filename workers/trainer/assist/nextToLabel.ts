/**
 * Which pictures a person should label next: diverse mini-batch active learning (Zhdanov 2019). Of the pictures that the answers are least sure of, some times as
 * many as are wanted, clusters are made in which the unsure ones weigh more, and the one nearest to the middle of each is asked for: so that not twenty alike are.
 */
import type { Breathe } from '../labels/breather'
import type { Features } from '../labels/softmaxRegression'
import { clustersOf } from './clusters'

/** So many times as many are looked among. */
const AMONG = 5
/** The least that a picture weighs: of two that are answered surely one is asked for all the same. */
const LEAST_WEIGHT = 0.01
/** Where nobody answers, all are looked among, up to so many spread evenly. */
const MOST = 4000

interface Asking {
  readonly features: Features
  /** Rows without a label. */
  readonly rows: readonly number[]
  /** The likeliest class's lead over the next, 0..1, of each of `rows`; null where nobody answers. */
  readonly margins: ArrayLike<number> | null
  readonly count: number
  readonly keys: readonly number[]
  readonly breathe: Breathe
}

/** At most `count` of `rows`, the least sure first; where nobody answers those of the largest clusters first. */
export async function nextToLabel({ features, rows, margins, count, keys, breathe }: Asking): Promise<number[]> {
  const places = rows.map((_, i) => i)
  const step = Math.max(1, Math.ceil(rows.length / MOST))
  const among = margins
    ? places.sort((a, b) => margins[a]! - margins[b]! || a - b).slice(0, AMONG * count)
    : places.filter((i) => i % step === 0)
  const weights = margins ? among.map((i) => Math.max(LEAST_WEIGHT, 1 - margins[i]!)) : undefined
  const { of, distances } = await clustersOf({
    ...{ features, rows: among.map((i) => rows[i]!), count, keys, breathe },
    ...(weights && { weights }),
  })
  const sizes = new Map<number, number>()
  const nearest = new Map<number, number>()
  for (const [at, cluster] of of.entries()) {
    sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1)
    const best = nearest.get(cluster)
    if (best === undefined || distances[at]! < distances[best]!) nearest.set(cluster, at)
  }
  const chosen = [...nearest].sort(([a, i], [b, j]) => (margins ? i - j : sizes.get(b)! - sizes.get(a)! || i - j))
  return chosen.map(([, at]) => rows[among[at]!]!)
}
