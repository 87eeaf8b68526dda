/** What every way to read a dataset's folders and names is given and gives. */
import type { LayoutEvidence, LayoutName, Split } from '../../protocol/dataset'
import type { Parted } from './splits'
import { isFiller, wordsOf } from './splitWords'

/** One way to understand the folders. */
export interface Reading {
  readonly layout: LayoutName
  /** Sorted by code unit, as torchvision's ImageFolder. */
  readonly classes: readonly string[]
  /** Class index for each picture, -1 where there is none. */
  readonly labels: Int32Array
  /** The split that the folders give, null where they give none. */
  readonly splits: readonly (Split | null)[]
  /** For each picture the outer folder (a domain, a fold, a person) that holds all classes once; null where there are none. */
  readonly groups: readonly string[] | null
  /** What speaks for this reading and against it, the weightiest first. */
  readonly evidence: readonly LayoutEvidence[]
  /** Names of folders of test pictures that are no class, since nothing is learnt of them. */
  readonly onlyInTest: readonly string[]
}

/** What a reading is made from: every picture's folders without those that name a split or hold everything, and its own name. */
export interface Parts {
  readonly parts: readonly Parted[]
  readonly names: readonly string[]
  /** Whether a picture is one to learn from: not a test picture, and not outside of the training folder where there is one. */
  readonly learnt: (i: number) => boolean
}

/** Reads the folders one way, or says that they cannot be read so. Says what counts for and against it. */
export type Layout = (parts: Parts) => Candidate | null

/** A class name for each picture (null: none), and what was seen on the way. */
export interface Candidate {
  readonly layout: LayoutName
  readonly classNames: readonly (string | null)[]
  readonly groups?: readonly string[]
  readonly evidence: readonly LayoutEvidence[]
}

/** Names that people take for one: composed alike, without space around, in whatever case. */
export const sameName = (name: string): string => name.normalize('NFC').trim().toLowerCase()

/**
 * Turns a candidate into a reading. The classes are those of the pictures to learn from, with the name that they have in training; a test picture of another
 * name has no label (`test/images/1.jpg`), and whatever has none is for testing, also where it lies in a training folder.
 * `train/Cat` and `val/cat ` are one class; two class folders side by side that differ in case are two, as they are to ImageFolder.
 */
export function readingOf({ layout, classNames, groups, evidence }: Candidate, { parts, learnt }: Parts): Reading | null {
  const bySplit = new Map<Split | null, Set<string>>()
  classNames.forEach((name, i) => {
    if (name === null || !learnt(i)) return
    const split = parts[i]!.split
    bySplit.set(split, (bySplit.get(split) ?? new Set()).add(name))
  })
  const exact = new Set<string>()
  const loose = new Map<string, string>()
  // Training first: a class is called what it is called there.
  for (const split of ['train', null, 'val', 'test'] as const) {
    for (const name of [...(bySplit.get(split) ?? [])].sort(byCodeUnit)) {
      if (exact.has(name)) continue
      const elsewhere = loose.get(sameName(name))
      if (elsewhere !== undefined && !bySplit.get(split)?.has(elsewhere)) continue
      exact.add(name)
      if (elsewhere === undefined) loose.set(sameName(name), name)
    }
  }
  const classes = [...exact].sort(byCodeUnit)
  if (classes.length < 2) return null
  const index = new Map(classes.map((name, i) => [name, i]))
  const label = new Map<string, number>()
  const labels = Int32Array.from(classNames, (name) => {
    if (name === null) return -1
    let at = label.get(name)
    if (at === undefined) {
      at = index.get(name) ?? index.get(loose.get(sameName(name)) ?? '') ?? -1
      label.set(name, at)
    }
    return at
  })
  const trained = classNames.some((_, i) => labels[i] !== -1 && learnt(i) && parts[i]!.split !== 'val')
  if (!trained) return null
  const splits = parts.map(({ split }, i) => (labels[i] === -1 ? 'test' : split))
  const seen = [...evidence].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
  const onlyInTest = new Set(
    classNames.filter((name, i) => labels[i] === -1 && name !== null && !learnt(i) && !wordsOf(name).every(isFiller)),
  )
  return {
    layout,
    classes,
    labels,
    splits,
    groups: groups ?? null,
    evidence: seen,
    onlyInTest: [...onlyInTest].filter((name) => name !== null).sort(byCodeUnit),
  }
}

/** The same reading with other names for its classes, all different, in the order of those. */
export function renamed(reading: Reading, names: ReadonlyMap<string, string>): Reading {
  const now = reading.classes.map((name) => names.get(name) ?? name)
  const classes = [...now].sort(byCodeUnit)
  const at = now.map((name) => classes.indexOf(name))
  return { ...reading, classes, labels: reading.labels.map((label) => at[label] ?? -1) }
}

/** The order of Python's sort, and so of ImageFolder's class indices (for names in the basic plane). */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
