/** What every layout module is given and gives, and the folder arithmetic that they share. */
import type { LayoutName, Split } from '../../protocol/dataset'
import type { Placed } from '../files/paths'

/** One way to understand the folders. */
export interface Reading {
  readonly layout: LayoutName
  /** Sorted by code unit, as torchvision's ImageFolder. */
  readonly classes: readonly string[]
  /** Class index for each picture, -1 where there is none. */
  readonly labels: Int32Array
  /** The split that the folders give, null where they give none. */
  readonly splits: readonly (Split | null)[]
}

/** Reads the folders one way, or says that they cannot be read so. */
export type Layout = (files: readonly Placed[]) => Reading | null

const SPLIT_NAMES: Readonly<Record<string, Split>> = Object.fromEntries(
  (
    [
      ['train', ['train', 'training', 'train_set', 'training_set', 'trainset', 'train1']],
      ['val', ['val', 'validation', 'valid', 'val_set', 'valid_set', 'validation_set', 'dev']],
      ['test', ['test', 'testing', 'test1', 'test_set', 'testing_set', 'test_set1', 'testset']],
    ] as const
  ).flatMap(([split, names]) => names.map((name) => [name, split])),
)

const splitOf = (folder: string): Split | undefined => SPLIT_NAMES[folder.toLowerCase().replaceAll('-', '_')]

/** What is left of a picture's folders, and the split that they name. */
export interface Parted {
  readonly split: Split | null
  readonly folders: readonly string[]
}

/** Files of one folder may share the list of its names: it is parted once. */
const parted = new WeakMap<readonly string[], Parted>()

/** Takes the folders that name a split out of the path; the first one counts (`training_set/training_set`, `train/train`). */
export function withoutSplits({ folders }: Placed): Parted {
  const known = parted.get(folders)
  if (known) return known
  const named = folders.map(splitOf)
  const parts = { split: named.find((s) => s !== undefined) ?? null, folders: folders.filter((_, i) => named[i] === undefined) }
  parted.set(folders, parts)
  return parts
}

/** How many outer folders hold everything and so say nothing; pictures that lie in none of the folders are not asked. */
export function wrappers(paths: readonly (readonly string[])[]): number {
  let depth = 0
  for (;;) {
    const deeper = paths.filter((path) => path.length > depth)
    const name = deeper[0]?.[depth]
    if (name === undefined || deeper.some((path) => path[depth] !== name)) return depth
    depth++
  }
}

/**
 * Turns class names into a reading: the classes are those that occur among the pictures to learn from (`learnt`); a test picture
 * of another name has no label (`test/images/1.jpg`), and whatever has none is for testing, also where it lies in a training folder. Null with fewer than two classes.
 */
export function reading(
  layout: LayoutName,
  names: readonly (string | null)[],
  splits: readonly (Split | null)[],
  learnt: (i: number) => boolean,
): Reading | null {
  const classes = [...new Set(names.filter((name, i) => name !== null && learnt(i)))].filter((name) => name !== null).sort(byCodeUnit)
  if (classes.length < 2) return null
  const exact = new Map(classes.map((name, i) => [name, i]))
  const loose = new Map(classes.map((name, i) => [name.toLowerCase(), i]))
  const labels = Int32Array.from(names, (name) => (name === null ? -1 : (exact.get(name) ?? loose.get(name.toLowerCase()) ?? -1)))
  return { layout, classes, labels, splits: splits.map((split, i) => (labels[i] === -1 ? 'test' : split)) }
}

/** The order of Python's sort, and so of ImageFolder's class indices (for names in the basic plane). */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
