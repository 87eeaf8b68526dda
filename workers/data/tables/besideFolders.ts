/** Whether class folders tell already what a table would: a table beside them is then rather about something else. */
import type { LayoutEvidence } from '../../protocol/dataset'
import { fileNames } from '../layouts/fileNames'
import { isPart, outerFolders } from '../layouts/folders'
import { type Parts, readingOf, sameName } from '../layouts/layout'
import { wordsOf } from '../layouts/splitWords'

/** Labels that only count: numbers, WordNet's codes. */
const COUNTS = /^\d+$|^[a-z]{1,2}\d{3,}$/i

/**
 * Labels that only count under the names that the pictures' folders, or else their own names, have for the very same classes: null where they are no numbers, or are
 * not one to one.
 */
export function namedByPlace(labels: readonly (string | null)[], all: Parts): readonly (string | null)[] | null {
  const told = new Set(labels)
  told.delete(null)
  if (told.size < 2 || ![...told].every((label) => COUNTS.test(label!))) return null
  for (const place of [outerFolders(all), fileNames(all)]) {
    const names = place && oneToOne(labels, place.classNames)
    if (names) return labels.map((label) => (label === null ? null : names.get(label)!))
  }
  return null
}

/** The name of each label where all pictures of a label have one name, and no two labels have the same; null elsewhere. */
function oneToOne(labels: readonly (string | null)[], names: readonly (string | null)[]): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>()
  for (const [i, label] of labels.entries()) {
    if (label === null) continue
    const name = names[i] ?? null
    const before = found.get(label)
    if (name === null || (before !== undefined && before !== name)) return null
    if (before === undefined) found.set(label, name)
  }
  const different = new Set(found.values())
  return different.size === found.size && ![...different].every((name) => isPart(name) || /^\d+$/.test(name)) ? found : null
}

/** The class of each picture by its folders or its own name, whichever says more: what a list of the pictures of each split leaves to them. Null where neither does. */
export function classesByPlace(all: Parts): readonly (string | null)[] | null {
  const score = (evidence: readonly LayoutEvidence[]) => evidence.reduce((sum, { weight }) => sum + weight, 0)
  const possible = [outerFolders(all), fileNames(all)].flatMap((one) =>
    one && readingOf(one, all) && score(one.evidence) > 0 ? [one] : [],
  )
  return possible.toSorted((a, b) => score(b.evidence) - score(a.evidence))[0]?.classNames ?? null
}

/** A share of the pictures that counts as all of them: somebody's example may lie beside the folders. */
const NEARLY_ALL = 0.9

/** A folder's name without what only counts: `part_1` and `part_2`, `a` and `b` are alike. */
const uncounted = (name: string): string =>
  wordsOf(name)
    .filter((word) => !/^(?:\d+|[a-z])$/.test(word))
    .join(' ')

/**
 * How many folders give nearly every picture to learn from a class, by names that differ in more than a number and with several pictures in most of them;
 * 0 where they do not, or where the labels are their names.
 *
 * @param labels the table's, by the pictures' places
 */
export function foldersBeside(labels: readonly (string | null)[], all: Parts): number {
  const names = outerFolders(all)!.classNames
  const sizes = new Map<string, number>()
  let [learnt, labelled, alike, without] = [0, 0, 0, 0]
  for (const [i, name] of names.entries()) {
    if (!all.learnt(i)) continue
    learnt++
    if (name === null) {
      without++
      continue
    }
    sizes.set(name, (sizes.get(name) ?? 0) + 1)
    const label = labels[i] ?? null
    if (label === null) continue
    labelled++
    if (sameName(label) === sameName(name)) alike++
  }
  if (sizes.size < 2 || without > learnt * (1 - NEARLY_ALL)) return 0
  const several = [...sizes.values()].filter((size) => size > 1).length
  if (several * 2 < sizes.size) return 0
  const told = [...sizes.keys()].filter((name) => !isPart(name))
  if (new Set(told.map(uncounted)).size < 2) return 0
  return labelled >= learnt * NEARLY_ALL && alike >= labelled * NEARLY_ALL ? 0 : sizes.size
}
