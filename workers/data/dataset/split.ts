/** Who learns and who is held out: stratified, seeded, duplicates together, splits that folders give kept. */
import type { Split } from '../../protocol/dataset'
import { hash, STREAM } from '../../random'
import { evenShares, heldOut, withinShare } from '../../recipe/pictures'

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
  /** The batch that it was added with, counted from 1; absent of what was opened. */
  readonly added?: number
  readonly leftOut: boolean
}

/** Assigns every picture a split: where the person moved it, else as folders and seed have it. */
export function assignSplits(pictures: readonly Splittable[], seed: number, valFraction: number): Split[] {
  const splits = unmovedSplits(pictures, seed, valFraction)
  return pictures.map(({ moved }, i) => moved ?? splits[i]!)
}

/**
 * Pictures with a given split keep it; the rest without a class are test; of the rest of each class
 * round(n * valFraction) are held out, at least one and at most all but one where there are two or more, by seeded order; fewer or more
 * where groups are large. Where the folders give a validation split nothing more is held out. Of each batch that was added as many are held out as its class
 * lacks by then: what was there before stays where it was.
 */
function unmovedSplits(pictures: readonly Splittable[], seed: number, valFraction: number): Split[] {
  const splits: Split[] = pictures.map((p) => p.given ?? (p.label < 0 ? 'test' : 'train'))
  if (pictures.some((p) => p.given === 'val')) return splits
  /** By batch and class, what was opened first. */
  const batches = new Map<number, Map<number, number[]>>()
  pictures.forEach((p, i) => {
    if (p.label < 0 || p.given === 'test') return
    const batch = batches.get(p.added ?? 0) ?? new Map<number, number[]>()
    batches.set(p.added ?? 0, batch)
    const list = batch.get(p.label)
    if (list) list.push(i)
    else batch.set(p.label, [i])
  })
  const held = new Map<number, Split>()
  const before = new Map<number, { readonly all: number; readonly out: number }>()
  for (const [, batch] of [...batches].sort(([a], [b]) => a - b))
    for (const [label, members] of batch) {
      const { all, out } = before.get(label) ?? { all: 0, out: 0 }
      const wanted = Math.max(0, heldOut(all + members.length, valFraction) - out)
      const chosen = chosenOut(pictures, members, { wanted, seed, held, mayCut: out === 0 })
      for (const i of chosen) splits[i] = 'val'
      before.set(label, { all: all + members.length, out: out + chosen.size })
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
    const { group } = pictures[i]!
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
  held.set(pictures[smallest[0]!]!.group, 'val')
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
