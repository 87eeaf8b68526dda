/** Groups of pictures that are wrong more often than the others, by more than chance. Pure. */
import { fisherUpper, holm } from '../../metrics/hypergeometric'
import { TRAITS, type Trait, type WeakGroup, type WeakSpots } from '../../protocol/map'

/** One group that is looked at. */
interface Group {
  readonly group: WeakGroup
  readonly rows: readonly number[]
}

export interface ToCompare {
  /** Of each row: the picture, its class and the answer, as indices of `classes`. */
  readonly ids: ArrayLike<number>
  readonly labels: ArrayLike<number>
  readonly predicted: ArrayLike<number>
  readonly classes: readonly string[]
  /** `[n]` each; NaN where it is not known. */
  readonly traits: Readonly<Record<Trait, ArrayLike<number>>>
  /** Which group of those that are alike; null where there are too few to have groups. */
  readonly alike: ArrayLike<number> | null
}

/** Fewer pictures in a group, or in all, say nothing. */
const LEAST_IN_GROUP = 10
export const LEAST_PICTURES = 40
/** What is one end of a scale: a fifth of the pictures, or where many have the same value, at most two fifths. */
const END = 0.2
const MOST_AT_END = 0.4
/** Told are those that chance gives so rarely, after the correction for all that were looked at, and that are wrong so much more often than the others. */
const LEVEL = 0.05
const TIMES = 1.5
/** A group that is mostly one that was told already is not told again (Jaccard index). */
const SAME = 0.5
/** Standard deviations by which the ranks of a group's pictures are apart from the others', and how many traits are named. */
const APART = 4
const MOST_APART = 2

/** Groups are made without a look at what is wrong, so that the test of each holds; Holm's correction is over all of them. */
export function weakSpotsOf(given: ToCompare): WeakSpots {
  const { ids, labels, predicted, classes, traits } = given
  const n = ids.length
  const isWrong = (row: number) => labels[row] !== predicted[row]
  const all = Array.from({ length: n }, (_, row) => row)
  const wrong = all.filter(isWrong).length
  const groups = n < LEAST_PICTURES ? [] : groupsOf(given, all)
  const found = groups.map(({ rows }) => rows.filter(isWrong).length)
  const corrected = holm(groups.map(({ rows }, i) => fisherUpper({ n, marked: wrong, drawn: rows.length, found: found[i]! })))
  const taken: ReadonlySet<number>[] = []
  const spots = groups
    .map(({ group, rows }, i) => {
      const others = { pictures: n - rows.length, wrong: wrong - found[i]! }
      return { group, rows, wrong: found[i]!, others, p: corrected[i]! }
    })
    .filter(({ rows, others, wrong: some, p }) => p < LEVEL && some / rows.length >= (TIMES * others.wrong) / others.pictures)
    .sort((a, b) => a.p - b.p)
    .filter(({ rows }) => {
      const own = new Set(rows)
      if (taken.some((other) => jaccard(own, other) > SAME)) return false
      taken.push(own)
      return true
    })
  return {
    spots: spots.map(({ rows, ...spot }) => ({
      ...spot,
      ids: [...rows].sort((a, b) => Number(isWrong(b)) - Number(isWrong(a))).map((row) => ids[row]!),
      apart: spot.group.kind === 'alike' ? apartOf(rows, traits, n) : [],
      mostly: mostlyOf(rows.filter(isWrong), labels, predicted, classes),
    })),
    ...{ pictures: n, wrong, compared: groups.length },
  }
}

function groupsOf({ traits, alike }: ToCompare, all: readonly number[]): Group[] {
  const ends = TRAITS.flatMap((trait) =>
    (['low', 'high'] as const).map((end): Group => ({ group: { kind: 'trait', trait, end }, rows: endOf(traits[trait], all, end) })),
  )
  const clusters = new Map<number, number[]>()
  for (const row of alike ? all : []) clusters.set(alike![row]!, [...(clusters.get(alike![row]!) ?? []), row])
  return [...ends, ...[...clusters.values()].map((rows): Group => ({ group: { kind: 'alike' }, rows }))].filter(
    ({ rows }) => rows.length >= LEAST_IN_GROUP && rows.length < all.length,
  )
}

/** The rows at one end of a scale; none where most have the same value. */
function endOf(values: ArrayLike<number>, all: readonly number[], end: 'low' | 'high'): number[] {
  const sign = end === 'low' ? 1 : -1
  const known = all.filter((row) => !Number.isNaN(values[row]!))
  const sorted = known.map((row) => sign * values[row]!).sort((a, b) => a - b)
  const edge = sorted[Math.ceil(END * sorted.length) - 1]
  if (edge === undefined) return []
  const rows = known.filter((row) => sign * values[row]! <= edge)
  return rows.length <= MOST_AT_END * known.length ? rows : []
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const both = [...a].filter((row) => b.has(row)).length
  return both / (a.size + b.size - both)
}

/** By the rank-sum test (Wilcoxon 1945; Mann and Whitney 1947) with its normal approximation: what the rows have less or more of than the others. */
function apartOf(rows: readonly number[], traits: ToCompare['traits'], n: number): { trait: Trait; end: 'low' | 'high' }[] {
  const own = new Set(rows)
  return TRAITS.flatMap((trait) => {
    const known = Array.from({ length: n }, (_, row) => row).filter((row) => !Number.isNaN(traits[trait][row]!))
    const ranks = ranksOf(known.map((row) => traits[trait][row]!))
    const [a, b] = [known.filter((row) => own.has(row)).length, known.filter((row) => !own.has(row)).length]
    const sum = known.reduce((total, row, i) => total + (own.has(row) ? ranks[i]! : 0), 0)
    const score = (sum - (a * (a + b + 1)) / 2) / Math.sqrt((a * b * (a + b + 1)) / 12)
    return Math.abs(score) >= APART ? [{ trait, end: score < 0 ? ('low' as const) : ('high' as const), score: Math.abs(score) }] : []
  })
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_APART)
    .map(({ trait, end }) => ({ trait, end }))
}

/** From 1 on; equal values share the mean of theirs. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const ranks = new Array<number>(values.length).fill(0)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++
    for (let at = from; at < to; at++) ranks[order[at]!] = (from + to + 1) / 2
    from = to
  }
  return ranks
}

function mostlyOf(wrong: readonly number[], labels: ArrayLike<number>, predicted: ArrayLike<number>, classes: readonly string[]) {
  const counts = new Map<string, { label: string; predicted: string; pictures: number }>()
  for (const row of wrong) {
    const key = `${labels[row]} ${predicted[row]}`
    const pictures = (counts.get(key)?.pictures ?? 0) + 1
    counts.set(key, { label: classes[labels[row]!] ?? '', predicted: classes[predicted[row]!] ?? '', pictures })
  }
  return [...counts.values()].reduce((most, one) => (one.pictures > most.pictures ? one : most), { label: '', predicted: '', pictures: 0 })
}
