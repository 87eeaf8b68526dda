/** Whether class folders tell already what a table would: a table beside them is then rather about something else. */
import { isPart, outerFolders } from '../layouts/folders'
import { type Parts, sameName } from '../layouts/layout'
import { wordsOf } from '../layouts/splitWords'

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
