/**
 * Finds the folders that name a split and takes them out of the pictures' paths. Only the outermost counts: in `train/train/1.jpg` beside
 * `train/bus/1.jpg` the inner one is a class.
 */
import type { Split } from '../../protocol/dataset'
import type { Placed } from '../files/paths'
import { isFiller, type SplitInName, splitInName, wordsOf } from './splitWords'

/** What is left of a picture's folders, and the split that they name. */
export interface Parted {
  readonly split: Split | null
  readonly folders: readonly string[]
}

/** A folder and the pictures below it. */
interface Node {
  readonly children: Map<string, Node>
  /** Pictures that lie directly in it. */
  own: number
  /** Pictures in it and below. */
  all: number
}

const node = (): Node => ({ children: new Map(), own: 0, all: 0 })

/** The tree of the folders that hold pictures. Files of one folder share the list of its names: each list is walked once. */
function treeOf(files: readonly Placed[]): Node {
  const counts = new Map<readonly string[], number>()
  for (const { folders } of files) counts.set(folders, (counts.get(folders) ?? 0) + 1)
  const root = node()
  for (const [folders, count] of counts) {
    let at = root
    at.all += count
    for (const name of folders) {
      const child = at.children.get(name) ?? node()
      at.children.set(name, child)
      child.all += count
      at = child
    }
    at.own += count
  }
  return root
}

/** How a folder's path is read: the split that holds from here on, and the folders that remain. */
interface Rule {
  readonly split: Split | null
  readonly folders: readonly string[]
  readonly node: Node
  /** Below it no split is looked for any more. */
  readonly settled: boolean
}

/** A split for every picture, where folders name one, and its folders without those that say nothing. */
export function partSplits(files: readonly Placed[]): readonly Parted[] {
  const root = treeOf(files)
  const found = new Map<Node, { readonly split: Split | null; readonly folders: readonly string[] }>()
  const walk = ({ node: at, split, folders, settled }: Rule): void => {
    found.set(at, { split, folders })
    const level = settled ? null : splitLevel(at)
    for (const [name, child] of at.children) {
      const here = level?.get(name)
      if (here) walk({ node: inside(child, name), split: here.split, folders: [...folders, ...here.folders], settled: true })
      else walk({ node: child, split, folders: [...folders, name], settled })
    }
  }
  walk({ node: root, split: null, folders: [], settled: false })
  // Folders that `inside` stepped over hold nothing themselves, so every picture's own folder was found.
  const byFolders = new Map<readonly string[], Parted>()
  return files.map(({ folders }) => {
    let part = byFolders.get(folders)
    if (!part) {
      part = partOf(root, folders, found)
      byFolders.set(folders, part)
    }
    return part
  })
}

function partOf(root: Node, folders: readonly string[], found: ReadonlyMap<Node, Parted>): Parted {
  let at = root
  for (const name of folders) at = at.children.get(name)!
  return found.get(at)!
}

/** `training_set/training_set/cats`: a split's folder that holds but one folder of a split's name, or of none that says anything, is that folder. */
function inside(child: Node, name: string): Node {
  const [only] = child.children
  if (!only || child.children.size > 1 || child.own > 0) return child
  const [inner, below] = only
  const same = inner.trim().toLowerCase() === name.trim().toLowerCase()
  const says = wordsOf(inner).some((word) => !isFiller(word))
  return same || !says ? inside(below, inner) : child
}

/** What the children of a folder mean as splits: for each that names one, the split and the folders that stand in its place. Null where they name none. */
function splitLevel(at: Node): ReadonlyMap<string, Parted> | null {
  const named = confirmed(at)
  const kinds = new Set([...named.values()].map(({ split }) => split))
  if (kinds.size === 0) return null
  const training = unmarkedTraining(at, named)
  const others = [...at.children.keys()].filter((name) => !named.has(name) && name !== training)
  // A `val` folder that was dropped alone is a folder of classes; a few loose pictures beside it do not make it anything else.
  const alone = others.length === 0 && training === null && kinds.size === 1
  if (alone && (at.own === 0 || (!kinds.has('train') && at.own * 4 < at.all))) return null
  if (others.length > 0 && !splitsBeside(at, named, others)) return null
  const isVal = kinds.has('val') ? 'test' : 'val'
  const rests = restsOf(named)
  const level = new Map<string, Parted>(
    [...named].map(([name, { split, rest }]) => [
      name,
      { split: split === 'evaluated' ? isVal : split, folders: rests ? [rest.join(' ')] : [] },
    ]),
  )
  return training === null ? level : level.set(training, { split: 'train', folders: [] })
}

/** `horse-or-human` beside `validation-horse-or-human`: the folder that is called as the rest of its neighbours holds the training pictures. */
function unmarkedTraining(at: Node, named: ReadonlyMap<string, SplitInName>): string | null {
  const all = [...named.values()]
  if (all.some(({ split }) => split === 'train')) return null
  const rests = new Set(all.map(({ rest }) => rest.join(' ')).filter((rest) => rest !== ''))
  return [...at.children.keys()].find((name) => !named.has(name) && rests.has(tellingWords(name))) ?? null
}

const tellingWords = (name: string): string =>
  wordsOf(name)
    .filter((word) => !isFiller(word))
    .join(' ')

/** The children whose names mean a split: the word alone, or with a rest that a neighbour has too (`seg_train` and `seg_test`; not `crash_test`). */
function confirmed(at: Node): ReadonlyMap<string, SplitInName> {
  const all = new Map<string, SplitInName>()
  for (const name of at.children.keys()) {
    const found = splitInName(name)
    if (found) all.set(name, found)
  }
  if (isOpposite([...at.children.keys()])) for (const [name, { split }] of all) if (split === 'val') all.delete(name)
  const alone = (found: SplitInName) => lettersOf(found.rest) === ''
  const seen = [...all.values()]
  const agrees = (one: SplitInName) =>
    seen.some((other) => other.split !== one.split && (alone(other) || lettersOf(other.rest) === lettersOf(one.rest))) ||
    // Every neighbour names a split, `trainA` beside `trainB`.
    seen.length === at.children.size ||
    // `horse-or-human` beside `validation-horse-or-human`.
    [...at.children.keys()].some((name) => !all.has(name) && one.rest.length > 0 && tellingWords(name) === one.rest.join(' '))
  return new Map([...all].filter(([, found]) => alone(found) || agrees(found)))
}

const lettersOf = (rest: readonly string[]): string => rest.filter((word) => !/^\p{N}+$/u.test(word)).join(' ')

/** `valid` beside `invalid`: classes. */
function isOpposite(names: readonly string[]): boolean {
  const words = names.map((name) => wordsOf(name).join(''))
  return words.some((word) => /^(in|non|not|un)(valid|validated)/.test(word)) && words.some((word) => /^(valid|validated)/.test(word))
}

/** Whether named splits lie beside other folders as splits: the others are classes of their own, or something beside the dataset. */
function splitsBeside(at: Node, named: ReadonlyMap<string, SplitInName>, others: readonly string[]): boolean {
  const below = (names: Iterable<string>) => new Set([...names].flatMap((name) => [...(at.children.get(name)?.children.keys() ?? [])]))
  const kinds = new Set([...named.values()].map(({ split }) => split))
  const inner = below(named.keys())
  const shared = others.some((name) => [...inner].some((one) => one.trim().toLowerCase() === name.trim().toLowerCase()))
  // `cat/`, `dog/`, `test/cat/`; or a training folder with its classes beside something else.
  if (shared) return true
  if (kinds.size > 1) return inner.size > 0 || others.length <= named.size
  if (kinds.has('test')) return inner.size === 0 && others.length > 1
  return (
    inner.size > 1 && others.every((name) => (at.children.get(name)?.children.size ?? 0) === 0) && kinds.has('train') && others.length === 1
  )
}

/** Whether what stands beside the split's word is the class: several folders of one split that differ in it (`trainA`, `trainB`; `train_cats`, `train_dogs`). */
function restsOf(named: ReadonlyMap<string, SplitInName>): boolean {
  const bySplit = new Map<string, string[]>()
  for (const { split, rest } of named.values()) bySplit.set(split, [...(bySplit.get(split) ?? []), rest.join(' ')])
  const all = [...bySplit.values()]
  if (!all.some((rests) => new Set(rests).size > 1)) return false
  // Numbered parts of one split (`train_1`, `train_2`) are no classes.
  return all.every((rests) => rests.every((rest) => lettersOf(rest.split(' ')) !== ''))
}
