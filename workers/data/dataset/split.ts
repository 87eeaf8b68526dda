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
 * where groups are large. Where the folders give a validation split nothing more is held out.
 */
function unmovedSplits(pictures: readonly Splittable[], seed: number, valFraction: number): Split[] {
  const splits: Split[] = pictures.map((p) => p.given ?? (p.label < 0 ? 'test' : 'train'))
  if (pictures.some((p) => p.given === 'val')) return splits
  const free = new Map<number, number[]>()
  pictures.forEach((p, i) => {
    if (p.label < 0 || p.given === 'test') return
    const list = free.get(p.label)
    if (list) list.push(i)
    else free.set(p.label, [i])
  })
  const held = new Map<number, Split>()
  for (const members of free.values()) {
    const out = chosenOut(pictures, members, heldOut(members.length, valFraction), seed, held)
    for (const i of members) if (out.has(i)) splits[i] = 'val'
  }
  return splits
}

/**
 * The places of `members`, all of one class, that are held out: whole groups in seeded order while they fit into `wanted`. Where groups are so large (the
 * holds of a captured class) that less than half of it is found, the smallest of the others is added, as long as half of the class still
 * learns. A class that is one group only is cut: its last pictures are held out. `held` knows what became of groups that reach into other classes.
 */
function chosenOut(
  pictures: readonly Splittable[],
  members: readonly number[],
  wanted: number,
  seed: number,
  held: Map<number, Split>,
): Set<number> {
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
  if (!whole) return new Set(out.length === 0 ? smallest.slice(-wanted) : out)
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
