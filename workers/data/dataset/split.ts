/**
 * Who learns and who is held out: stratified, seeded, duplicates together, splits that folders give kept. What a person changes moves no other picture: it is drawn by
 * the classes that pictures had when they came, and a relabelled one stays where it is.
 */
import type { Split } from '../../protocol/dataset'
import { hash, STREAM } from '../../random'
import { evenShares, heldOut, withinShare } from '../../recipe/pictures'

/** One drawing that a picture is in: with those that came with it and had its class then. */
export interface Draw {
  /** Pictures of one class as it was when they came: a class's index, or the name that a person gave. */
  readonly stratum: number | string
  /** Drawings go in this order: 0 what was opened, from 1 on what was added, from `BY_HAND` on what a person labelled. */
  readonly batch: number
}

/** The first batch of those that a person gave a class by hand: behind whatever is added. */
export const BY_HAND = 2 ** 30

/** What the split needs to know of a picture. */
export interface Splittable {
  readonly id: number
  /** -1 without a class. */
  readonly label: number
  /** The split that the folders gave, null where the seed decides. */
  readonly given: Split | null
  /** The split that the person moved it to: of this picture alone, the others stay where they were. */
  readonly moved?: Split | null
  /** Pictures of one group (the same picture, or one hold of the camera's button) go together; the lowest id of the group names it. Its own id when alone. */
  readonly group: number
  /** Its group without what the health check found, where there was a check: it is drawn by this, and brought together by the other. */
  readonly ownGroup?: number
  /** The batch that it was added with, counted from 1; absent of what was opened. */
  readonly added?: number
  /** The drawings that it is in, where not `label` and `added` say it: the last decides about it, it stays counted in the others so that nothing else moves. */
  readonly draws?: readonly Draw[]
  readonly leftOut: boolean
}

const drawsOf = ({ draws, label, added = 0 }: Splittable): readonly Draw[] => draws ?? (label < 0 ? [] : [{ stratum: label, batch: added }])

const ownGroupOf = ({ ownGroup, group }: Splittable): number => ownGroup ?? group

/** Assigns every picture a split: where the person moved it, else as folders and seed have it, with equal pictures on one side. */
export function assignSplits(
  pictures: readonly Splittable[],
  seed: number,
  valFraction: number,
): { readonly splits: readonly Split[]; readonly brought: readonly boolean[] } {
  const drawn = drawnSplits(pictures, seed, valFraction)
  const together = broughtTogether(pictures, drawn)
  return {
    splits: pictures.map(({ moved }, i) => moved ?? together[i]!),
    brought: pictures.map(({ moved }, i) => !moved && together[i] !== drawn[i]),
  }
}

/**
 * Pictures with a given split keep it; the rest that never had a class are test; of the rest of each class
 * round(n * valFraction) are held out, at least one and at most all but one where there are two or more, by seeded order; fewer or more
 * where groups are large. Where the folders give a validation split nothing more is held out. Of each batch that came later as many are held out as its class
 * lacks by then: what was there before stays where it was.
 */
function drawnSplits(pictures: readonly Splittable[], seed: number, valFraction: number): Split[] {
  const draws = pictures.map(drawsOf)
  const splits: Split[] = pictures.map((p, i) => p.given ?? (draws[i]!.length === 0 ? 'test' : 'train'))
  if (pictures.some((p) => p.given === 'val')) return splits
  /** By batch and class, what was opened first. */
  const batches = new Map<number, Map<Draw['stratum'], number[]>>()
  const sizes = new Map<number, number>()
  pictures.forEach((p, i) => {
    sizes.set(ownGroupOf(p), (sizes.get(ownGroupOf(p)) ?? 0) + 1)
    if (p.given === 'test') return
    for (const { batch: at, stratum } of draws[i]!) {
      const batch = batches.get(at) ?? new Map<Draw['stratum'], number[]>()
      batches.set(at, batch)
      const list = batch.get(stratum)
      if (list) list.push(i)
      else batch.set(stratum, [i])
    }
  })
  const held = new Map<number, Split>()
  const before = new Map<Draw['stratum'], { readonly all: number; readonly out: number }>()
  for (const [at, batch] of [...batches].sort(([a], [b]) => a - b))
    for (const [stratum, members] of batch) {
      const { all, out } = before.get(stratum) ?? { all: 0, out: 0 }
      const wanted = Math.max(0, heldOut(all + members.length, valFraction) - out)
      // A picture alone that comes again, by hand, is free to go where its new class needs it.
      for (const i of members) if (sizes.get(ownGroupOf(pictures[i]!)) === 1) held.delete(ownGroupOf(pictures[i]!))
      const chosen = chosenOut(pictures, members, { wanted, seed, held, mayCut: out === 0 })
      for (const i of members) if (draws[i]!.at(-1)!.batch === at) splits[i] = chosen.has(i) ? 'val' : 'train'
      before.set(stratum, { all: all + members.length, out: out + chosen.size })
    }
  return splits
}

/**
 * The drawn split with what the health check found to be the same on one side: on that of the lowest id, unless a class of what was opened would be without a picture
 * to learn from, or without one held out; all others stay where they were drawn.
 */
function broughtTogether(pictures: readonly Splittable[], drawn: readonly Split[]): Split[] {
  const splits = [...drawn]
  if (pictures.some(({ given }) => given === 'val')) return splits
  const members = new Map<number, number[]>()
  pictures.forEach(({ group }, i) => {
    if (drawn[i] === 'test') return
    const list = members.get(group)
    if (list) list.push(i)
    else members.set(group, [i])
  })
  const opened = (i: number) => drawsOf(pictures[i]!).find(({ batch }) => batch === 0)?.stratum
  const counts = new Map<Draw['stratum'], Partial<Record<Split, number>>>()
  const count = (i: number, split: Split, by: number) => {
    const stratum = opened(i)
    if (stratum === undefined) return
    const of = counts.get(stratum) ?? {}
    counts.set(stratum, { ...of, [split]: (of[split] ?? 0) + by })
  }
  for (const [i, split] of splits.entries()) count(i, split, 1)
  for (const [, all] of [...members].sort(([a], [b]) => a - b)) {
    const sides = new Map<number, Set<Split>>()
    for (const i of all) {
      const own = ownGroupOf(pictures[i]!)
      sides.set(own, (sides.get(own) ?? new Set()).add(splits[i]!))
    }
    // A class of one hold only was cut on purpose.
    const whole = all.filter((i) => sides.get(ownGroupOf(pictures[i]!))!.size === 1)
    if (new Set(whole.map((i) => splits[i])).size < 2) continue
    const empties = (to: Split): boolean => {
      const leaving = new Map<Draw['stratum'], number>()
      for (const i of whole) {
        const stratum = opened(i)
        if (splits[i] !== to && stratum !== undefined) leaving.set(stratum, (leaving.get(stratum) ?? 0) + 1)
      }
      const from = to === 'val' ? 'train' : 'val'
      return [...leaving].some(([stratum, gone]) => (counts.get(stratum)?.[from] ?? 0) <= gone)
    }
    const first = splits[whole[0]!]!
    const to = [first, first === 'val' ? ('train' as const) : ('val' as const)].find((side) => !empties(side))
    if (to === undefined) continue
    for (const i of whole) {
      count(i, splits[i]!, -1)
      count(i, to, 1)
      splits[i] = to
    }
  }
  return splits
}

interface Choosing {
  /** So many are to be held out. */
  readonly wanted: number
  readonly seed: number
  /** What became of groups that reach into other classes, or were there before. */
  readonly held: Map<number, Split>
  /** Whether a group may be cut where nothing else could be held out. */
  readonly mayCut: boolean
}

/**
 * The places of `members`, all of one class, that are held out: whole groups in seeded order while they fit into `wanted`. Where groups are so large (the
 * holds of a captured class) that less than half of it is found, the smallest of the others is added, as long as half of the class still
 * learns. A class that is one group only is cut: its last pictures are held out.
 */
function chosenOut(pictures: readonly Splittable[], members: readonly number[], { wanted, seed, held, mayCut }: Choosing): Set<number> {
  const groups = new Map<number, number[]>()
  for (const i of members) {
    const group = ownGroupOf(pictures[i]!)
    const list = groups.get(group)
    if (list) list.push(i)
    else groups.set(group, [i])
  }
  const out: number[] = []
  const free: number[][] = []
  const inOrder = [...groups].map(([group, list]) => ({ group, list, key: hash(seed, STREAM.split, group) }))
  for (const { group, list } of inOrder.sort((a, b) => a.key - b.key || a.group - b.group)) {
    const fits = out.length < wanted && out.length + list.length <= wanted
    const split = held.get(group) ?? (fits ? 'val' : 'train')
    if (split === 'val') out.push(...list)
    else if (!held.has(group)) free.push(list)
    held.set(group, split)
  }
  if (out.length * 2 >= wanted || free.length === 0) return new Set(out)
  const smallest = free.reduce((least, list) => (list.length < least.length ? list : least))
  const whole = out.length === 0 ? groups.size > 1 : (out.length + smallest.length) * 2 <= members.length
  if (!whole) return new Set(out.length === 0 && mayCut ? smallest.slice(-wanted) : out)
  held.set(ownGroupOf(pictures[smallest[0]!]!), 'val')
  return new Set([...out, ...smallest])
}

/**
 * Which of the pictures are used: none that is left out, and when at most `limit` shall be (0: all), of training and validation, an even number of each class, in
 * seeded order and in the classes' own proportion of training and validation. Test pictures are always used.
 */
export function chooseUsed(pictures: readonly Splittable[], splits: readonly Split[], seed: number, limit: number): boolean[] {
  const used = pictures.map((p) => !p.leftOut)
  if (limit === 0) return used
  const learning = pictures.filter((p, i) => p.label >= 0 && splits[i] !== 'test' && !p.leftOut)
  const labels = [...new Set(learning.map((p) => p.label))].sort((a, b) => a - b)
  const shares = evenShares(limit, labels.length)
  labels.forEach((label, at) => {
    const of = (split: Split): number[] =>
      pictures
        .flatMap((p, i) => (p.label === label && splits[i] === split && !p.leftOut ? [{ i, key: hash(seed, STREAM.sample, p.id) }] : []))
        .sort((a, b) => a.key - b.key || a.i - b.i)
        .map(({ i }) => i)
    const train = of('train')
    const val = of('val')
    const kept = withinShare({ train: train.length, val: val.length }, shares[at]!)
    for (const i of [...train.slice(kept.train), ...val.slice(kept.val)]) used[i] = false
  })
  return used
}
