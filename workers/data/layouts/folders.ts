/** The readings that take folders for classes. */
import type { LayoutEvidence } from '../../protocol/dataset'
import { type Layout, type Parts, sameName } from './layout'
import { isFiller, wordsOf } from './splitWords'

/** How many outer folders hold everything and so say nothing; pictures that lie in none of the folders are not asked. */
export function wrappers(paths: Iterable<readonly string[]>): number {
  const all = [...new Set(paths)]
  for (let depth = 0; ; depth++) {
    const deeper = all.filter((path) => path.length > depth)
    const name = deeper[0]?.[depth]
    if (name === undefined || deeper.some((path) => path[depth] !== name)) return depth
  }
}

/** The folders of the pictures to learn from, each list once. */
const learntFolders = ({ parts, learnt }: Parts): (readonly string[])[] => parts.filter((_, i) => learnt(i)).map(({ folders }) => folders)

/** A folder that numbers a download, a fold or a batch. */
const PART =
  /^(?:part|pt|batch|fold|chunk|shard|subset|section|volume|vol|disc|disk|archive|folder|dir|group|set|split|segment|piece|subfolder|images?|imgs?|data|zip)s?[ _.-]*\(?(?:\d+|[a-z]|[ivx]+)\)?$/i
/** A folder named after a day or a moment. Digits follow one another in one way only: in pieces they could be read in more ways than can be tried. */
const DATE = /^(?:19|20)\d\d[ _.-]?(?:0[1-9]|1[0-2])(?:[ _.-]?(?:[0-2]\d|3[01]))?(?:\d{2,})?(?:[ _.-]\d{2,})*$/

/** A folder that counts sessions, persons, cameras or magnifications: a number, or a word and a number (`1`, `person2`, `cam_1`, `40X`). */
const COUNTED = /^(?:\p{L}+[ _.-]*)?\d+(?:[ _.-]*\p{L})?$/iu
/** Where inner folders only count and outer ones have names, the outer ones are the classes. */
const COUNTING: LayoutEvidence = { code: 'inside-counts', weight: -6, values: {} }

/** Whether a folder's name says nothing of what is in the pictures. */
export const isPart = (name: string): boolean => PART.test(name.trim()) || DATE.test(name.trim()) || wordsOf(name).every(isFiller)

/** What speaks for and against these folders as classes. */
function evidenceOf(names: readonly (string | null)[], { parts, learnt }: Parts): LayoutEvidence[] {
  const sizes = new Map<string, number>()
  const bySplit = new Map<string, Set<string>>()
  names.forEach((name, i) => {
    if (name === null) return
    if (learnt(i)) sizes.set(name, (sizes.get(name) ?? 0) + 1)
    const split = parts[i]!.split ?? ''
    bySplit.set(split, (bySplit.get(split) ?? new Set()).add(name))
  })
  const classes = [...sizes.keys()]
  const evidence: LayoutEvidence[] = []
  const several = classes.filter((name) => sizes.get(name)! > 1).length
  if (several * 2 >= classes.length) evidence.push({ code: 'folders-hold-several', weight: 3, values: { folders: classes.length } })
  else evidence.push({ code: 'folders-hold-one', weight: -4, values: { folders: classes.length } })
  const numbered = classes.filter(isPart)
  if (classes.length > 0 && numbered.length === classes.length)
    evidence.push({ code: 'folders-say-nothing', weight: -6, values: { folder: numbered[0]! } })
  if (bySplit.size > 1) evidence.push({ code: 'splits-named', weight: 2, values: { splits: bySplit.size } })
  return evidence
}

/** One of the outer folders where each is a letter with which all in it begin (`a/abbey`, `z/zoo`): they only sort the classes. Null where they are something else. */
function lettersAbove(paths: readonly (readonly string[])[], depth: number): string | null {
  const sorts = paths.every((folders) => {
    const [letter = '', inner] = folders.slice(depth)
    return inner !== undefined && [...letter].length === 1 && sameName(inner).startsWith(sameName(letter))
  })
  return sorts && new Set(paths.map((folders) => folders[depth])).size > 1 ? paths[0]![depth]! : null
}

/** The folders below the split's, whatever lies around them all: `animals/cat/1.jpg`, `train/dog/more/2.jpg`. Loose pictures have no class. */
export const outerFolders: Layout = (all) => {
  const { parts, learnt } = all
  const depth = wrappers(learntFolders(all))
  const split = parts.some((part) => part.split !== null)
  const classNames = parts.map(({ folders }, i) => (learnt(i) ? (folders[depth] ?? null) : (folders[depth] ?? folders.at(-1) ?? null)))
  const letters = lettersAbove(learntFolders(all), depth)
  const evidence = [
    ...evidenceOf(classNames, all),
    ...(letters ? [{ code: 'folders-say-nothing', weight: -6, values: { folder: letters } } as const] : []),
  ]
  return { layout: split ? 'split-folders' : 'class-folders', classNames, evidence }
}

/** The innermost folder is the class: `cats/persian/1.jpg` is a persian. */
export const innerFolders: Layout = (all) => {
  const depth = wrappers(learntFolders(all))
  const classNames = all.parts.map(({ folders }) => (folders.length > depth ? folders.at(-1)! : null))
  const outer = outerFolders(all)!.classNames
  if (classNames.every((name, i) => name === outer[i])) return null
  return { layout: 'inner-folders', classNames, evidence: [...evidenceOf(classNames, all), { code: 'deeper', weight: -2, values: {} }] }
}

/**
 * Outer folders (domains, folds, persons, parts of a download) that each hold the same inner ones: `fold1/benign`, `amazon/images/bike`, `anna/cat`. The inner
 * names are the classes, the outer ones groups.
 */
export const groupedFolders: Layout = (all) => {
  const { parts } = all
  const start = wrappers(learntFolders(all))
  const inner = new Map<string, Set<string>[]>()
  for (const folders of new Set(learntFolders(all))) {
    const outer = folders[start]
    if (outer === undefined) continue
    const levels = inner.get(outer) ?? []
    inner.set(outer, levels)
    for (const [level, name] of folders.slice(start + 1).entries()) levels[level] = (levels[level] ?? new Set()).add(sameName(name))
  }
  const outers = [...inner.values()]
  if (outers.length < 2) return null
  // The first level below that tells pictures apart; `images` in every one of them does not.
  for (let level = 0; outers.every((levels) => levels.length > level); level++) {
    const sets = outers.map((levels) => levels[level]!)
    const union = new Set(sets.flatMap((set) => [...set]))
    if (union.size === 1) continue
    const alike = sets.reduce((sum, set) => sum + set.size, 0) / (sets.length * union.size)
    if (union.size < 2 || alike < 0.6) return null
    const at = start + 1 + level
    const classNames = parts.map(({ folders }) => folders[at] ?? null)
    const groups = parts.map(({ folders }) => folders[start] ?? '')
    const counted = [...union].every((name) => COUNTED.test(name)) && ![...inner.keys()].every((name) => COUNTED.test(name.trim()))
    const same: LayoutEvidence = { code: 'same-inside', weight: 4, values: { folders: outers.length, classes: union.size } }
    return {
      layout: 'grouped-folders',
      classNames,
      groups,
      evidence: [...evidenceOf(classNames, all), same, ...(counted ? [COUNTING] : [])],
    }
  }
  return null
}
