/** What a person changed by hand, by path so that it outlives the session: left out, re-labelled, moved, marked for review, classes renamed and merged. */
import type { DatasetChanges, DatasetEdit, Split } from '../../protocol/dataset'
import { Problem } from '../../protocol/problem'
import { byCodeUnit } from '../layouts/layout'
import type { Dataset } from './dataset'
import { resplit } from './dataset'
import { joined } from './groups'
import { addedPath, ownPaths, samplesAt } from './identity'
import { BY_HAND, type Draw } from './split'

/** Plain data, kept under the dataset's fingerprint. Paths are those of `ownPaths`, so that they hold however the same pictures come. */
export interface Edits {
  readonly leftOut: readonly string[]
  /** Path to class name, as classes are called now. */
  readonly labels: Readonly<Record<string, string>>
  readonly splits: Readonly<Record<string, Split>>
  /** A class's first name to its present one; two with one present name are merged. */
  readonly names: Readonly<Record<string, string>>
  /** For review. */
  readonly marked: readonly string[]
  /** That the person made, as they are called now; they stay where no picture has them. */
  readonly classes: readonly string[]
  /** Whose label the person looked at and said to be right. */
  readonly confirmed: readonly string[]
  /**
   * Pictures that got a class by hand which their files, or the files of all, do not give: in order, each with the class as it was called then. They are drawn
   * for training and validation as they come, whatever they are called since. Those that got another class of the files stay where they are.
   */
  readonly entries: readonly Entry[]
}

interface Entry {
  readonly className: string
  readonly paths: readonly string[]
}

/** What a map of plain data has under a name, whatever the name: every object has a `constructor` that nobody put there. */
const at = <T>(map: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(map, name) ? map[name] : undefined)

export const NO_EDITS: Edits = { leftOut: [], labels: {}, splits: {}, names: {}, marked: [], classes: [], confirmed: [], entries: [] }

/** Whether nothing is changed. */
export const isEmpty = ({ leftOut, labels, splits, names, marked, classes, confirmed }: Edits): boolean =>
  [leftOut, marked, classes, confirmed].every((list) => list.length === 0) &&
  [labels, splits, names].every((map) => Object.keys(map).length === 0)

/** Edits that were kept with other folders around the pictures, as full paths or `ownPaths`, by `ownPaths`. Paths that are not there stay. */
export function takeUp(edits: Edits, base: Dataset): Edits {
  const kept = [
    ...new Set([
      ...[...edits.leftOut, ...edits.marked, ...edits.confirmed, ...Object.keys(edits.labels), ...Object.keys(edits.splits)],
      ...edits.entries.flatMap(({ paths }) => paths),
    ]),
  ]
  const own = ownPaths(base)
  const there = samplesAt(base, kept)
  const now = new Map(kept.map((path, i) => [path, own[there[i]?.id ?? -1] ?? path]))
  const of = (path: string): string => now.get(path) ?? path
  const renamed = <T>(map: Readonly<Record<string, T>>) => Object.fromEntries(Object.entries(map).map(([path, value]) => [of(path), value]))
  const { leftOut, marked, confirmed, labels, splits, entries } = edits
  const lists = { leftOut: leftOut.map(of), marked: marked.map(of), confirmed: confirmed.map(of) }
  const found = { ...edits, ...lists, labels: renamed(labels), splits: renamed(splits) }
  return { ...found, entries: [...entries.map((entry) => ({ ...entry, paths: entry.paths.map(of) })), ...unentered(base, found, entries)] }
}

/** Earlier versions kept no entries: pictures without a class of their own that were given one, by class. */
function unentered(base: Dataset, { labels }: Pick<Edits, 'labels'>, entries: readonly Entry[]): Entry[] {
  const entered = new Set(entries.flatMap(({ paths }) => paths))
  const byClass = new Map<string, string[]>()
  const own = ownPaths(base)
  base.samples.forEach(({ label }, i) => {
    const className = at(labels, own[i]!)
    if (label >= 0 || className === undefined || entered.has(own[i]!)) return
    ;(byClass.get(className) ?? byClass.set(className, []).get(className)!).push(own[i]!)
  })
  return [...byClass].map(([className, paths]) => ({ className, paths }))
}

/**
 * Of edits that were made when the pictures had other labels those that hold for these classes, and whether that is all: a class that is gone would come back by them. A picture
 * that loses its label by that is drawn no more. Labels that were said to be right were those.
 */
export function fitting(edits: Edits, classes: readonly string[]): { readonly fits: Edits; readonly all: boolean } {
  const some = <T>(map: Readonly<Record<string, T>>, fits: (key: string, value: T) => boolean) =>
    Object.fromEntries(Object.entries(map).filter(([key, value]) => fits(key, value)))
  const names = some(edits.names, (name) => classes.includes(name))
  const known = new Set([...classes, ...Object.values(names), ...(edits.classes ?? [])])
  const labels = some(edits.labels, (_, name) => known.has(name))
  // An entry of which nothing is left keeps its place: the draws of those after it go by theirs.
  const entries = (edits.entries ?? []).map((entry) => ({ ...entry, paths: entry.paths.filter((path) => at(labels, path) !== undefined) }))
  const count = (one: Pick<Edits, 'labels' | 'names'>) => Object.keys(one.labels).length + Object.keys(one.names).length
  return { fits: { ...NO_EDITS, ...edits, labels, names, entries, confirmed: [] }, all: count({ labels, names }) === count(edits) }
}

/** Adds one change. `base` is as `indexDataset` gave it, and `edits` are what the person sees applied to it. */
export function addEdit(edits: Edits, base: Dataset, edit: Exclude<DatasetEdit, { kind: 'undo' | 'redo' }>): Edits {
  const own = ownPaths(base)
  const paths = (ids: readonly number[]): string[] => ids.flatMap((id) => own[id] ?? [])
  const all = <T>(ids: readonly number[], value: T): Record<string, T> => Object.fromEntries(paths(ids).map((path) => [path, value]))
  switch (edit.kind) {
    case 'leave-out':
      return { ...edits, leftOut: [...new Set([...edits.leftOut, ...paths(edit.ids)])] }
    case 'take-back':
      return { ...edits, leftOut: without(edits.leftOut, paths(edit.ids)) }
    case 'mark':
      return { ...edits, marked: [...new Set([...edits.marked, ...paths(edit.ids)])] }
    case 'unmark':
      return { ...edits, marked: without(edits.marked, paths(edit.ids)) }
    case 'confirm':
      // Decided.
      return {
        ...edits,
        confirmed: [...new Set([...edits.confirmed, ...paths(edit.ids)])],
        marked: without(edits.marked, paths(edit.ids)),
      }
    case 'doubt':
      return { ...edits, confirmed: without(edits.confirmed, paths(edit.ids)) }
    case 'relabel':
      return {
        ...edits,
        labels: { ...edits.labels, ...all(edit.ids, edit.className.trim()) },
        // Decided; and what was said to be right was another class.
        marked: without(edits.marked, paths(edit.ids)),
        confirmed: without(edits.confirmed, paths(edit.ids)),
        entries: [...edits.entries, ...entered(edits, base, edit.ids, edit.className.trim())],
      }
    case 'label':
      return edit.to.reduce((now, { ids, className }) => addEdit(now, base, { kind: 'relabel', ids, className }), edits)
    case 'move':
      return { ...edits, splits: { ...edits.splits, ...all(edit.ids, edit.split) } }
    case 'rename-class': {
      const to = edit.to.trim()
      const renamed = (map: Readonly<Record<string, string>>) =>
        Object.fromEntries(Object.entries(map).map(([key, name]) => [key, name === edit.from ? to : name]))
      // A class that others were merged into has its own first name still.
      const own = base.classes.includes(edit.from) && at(edits.names, edit.from) === undefined ? { [edit.from]: to } : {}
      const classes = [...new Set(edits.classes.map((name) => (name === edit.from ? to : name)))]
      return { ...edits, names: { ...renamed(edits.names), ...own }, labels: renamed(edits.labels), classes }
    }
    case 'add-class':
      return { ...edits, classes: [...new Set([...edits.classes, edit.name.trim()])] }
    case 'remove-class': {
      const its = namesNow(base, edits).flatMap((name, id) => (name === edit.name ? [id] : []))
      return { ...edits, leftOut: [...new Set([...edits.leftOut, ...paths(its)])], classes: without(edits.classes, [edit.name]) }
    }
    case 'reset':
      return NO_EDITS
    default:
      return edit satisfies never
  }
}

/** What of these pictures is drawn anew where they get this class: nothing where the files know the class and gave the picture one. */
function entered(edits: Edits, base: Dataset, ids: readonly number[], className: string): Entry[] {
  const known = base.classes.some((first) => (at(edits.names, first) ?? first) === className)
  const own = ownPaths(base)
  const before = new Set(edits.entries.flatMap(({ paths }) => paths))
  const names = namesNow(base, edits)
  const enters = (id: number): boolean => {
    const [path, sample] = [own[id], base.samples[id]]
    if (path === undefined || !sample) return false
    return known ? sample.label < 0 && !before.has(path) : names[id] !== className
  }
  const paths = ids.filter(enters).map((id) => own[id]!)
  return paths.length > 0 ? [{ className, paths }] : []
}

function without(all: readonly string[], some: readonly string[]): string[] {
  const gone = new Set(some)
  return all.filter((path) => !gone.has(path))
}

/**
 * The first name by which pictures stand under a class as it is called now, among those of `base` where there is one. Null where the name is only that of a
 * class which is called otherwise by now: then a label says it.
 */
export function firstNameOf({ classes }: Pick<Dataset, 'classes'>, { names }: Edits, now: string): string | null {
  const isIt = (first: string): boolean => (at(names, first) ?? first) === now
  if (isIt(now) && classes.includes(now)) return now
  return classes.find(isIt) ?? (isIt(now) ? now : null)
}

/** Left-out pictures taken back, each into a class as it is called now. */
export function takenBack(edits: Edits, base: Dataset, back: readonly { readonly id: number; readonly className: string }[]): Edits {
  const ids = new Map<string, number[]>()
  const names = namesNow(base, edits)
  for (const { id, className } of back) if (names[id] !== className) (ids.get(className) ?? ids.set(className, []).get(className)!).push(id)
  const here = addEdit(edits, base, { kind: 'take-back', ids: back.map(({ id }) => id) })
  return [...ids].reduce((now, [className, its]) => addEdit(now, base, { kind: 'relabel', ids: its, className }), here)
}

/** `edits`, and of `others` what concerns the pictures of these batches, which only those know of. */
export function withEditsOf(edits: Edits, others: Edits, batches: readonly { readonly id: string }[]): Edits {
  const folders = batches.map(({ id }) => addedPath(id, ''))
  const isTheirs = (path: string): boolean => folders.some((folder) => path.startsWith(folder))
  const list = (mine: readonly string[], theirs: readonly string[]) => [...new Set([...mine, ...theirs.filter(isTheirs)])]
  const map = <T>(mine: Readonly<Record<string, T>>, theirs: Readonly<Record<string, T>>) => ({
    ...Object.fromEntries(Object.entries(theirs).filter(([path]) => isTheirs(path))),
    ...mine,
  })
  return {
    ...edits,
    leftOut: list(edits.leftOut, others.leftOut),
    marked: list(edits.marked, others.marked),
    confirmed: list(edits.confirmed, others.confirmed ?? []),
    labels: map(edits.labels, others.labels),
    splits: map(edits.splits, others.splits),
    entries: [
      ...edits.entries,
      ...others.entries.flatMap(({ className, paths }) => {
        const mine = new Set(edits.entries.flatMap((entry) => entry.paths))
        const some = paths.filter((path) => isTheirs(path) && !mine.has(path))
        return some.length > 0 ? [{ className, paths: some }] : []
      }),
    ],
  }
}

/** By sample id what class it has with the edits, also where it is left out; null without one. */
function namesNow(base: Dataset, edits: Edits): (string | null)[] {
  const paths = ownPaths(base)
  return base.samples.map(({ label }, i) => {
    const own = base.classes[label]
    return at(edits.labels, paths[i]!) ?? (own === undefined ? null : (at(edits.names, own) ?? own))
  })
}

/** Whether the person gave a picture of the base (its own path, its label there) another class than it has. */
function isRelabelled(base: Dataset, { labels, names }: Edits, path: string, label: number): boolean {
  const own = base.classes[label]
  const given = at(labels, path)
  return given !== undefined && given !== (own === undefined ? null : (at(names, own) ?? own))
}

/**
 * The dataset with the edits: pictures keep their places in `samples` and their side of the split, those left out are marked.
 *
 * @param base as `indexDataset` gave it, never an edited one
 * @param groups of equal pictures, from the health check, where there was one
 * @throws Problem `one-class` where fewer than two classes are left, `class-too-small`
 */
export function applyEdits(
  base: Dataset,
  edits: Edits,
  split: { readonly seed: number; readonly valFraction: number; readonly limit: number },
  groups?: Uint32Array,
): Dataset {
  const leftOut = new Set(edits.leftOut)
  const paths = ownPaths(base)
  const marked = new Set(edits.marked)
  const confirmed = new Set(edits.confirmed)
  const names = namesNow(base, edits)
  const classes = [...new Set(names.filter((name, i) => name !== null && !leftOut.has(paths[i]!)))].filter((n) => n !== null)
  classes.sort(byCodeUnit)
  if (classes.length < Math.min(2, base.classes.length))
    throw new Problem('one-class', { name: classes[0] ?? '', pictures: base.samples.length, leftOut: 0, readings: [] })
  const labels = new Map(classes.map((name, i) => [name, i]))
  const together =
    groups &&
    joined(
      Uint32Array.from(base.samples, ({ group }) => group),
      groups,
    )
  const later = new Map<string, Draw[]>()
  edits.entries.forEach(({ className, paths: its }, i) => {
    for (const path of its) (later.get(path) ?? later.set(path, []).get(path)!).push({ stratum: className, batch: BY_HAND + i })
  })
  const samples = base.samples.map((sample, i) => {
    const name = names[i]
    const label = name === null || name === undefined ? -1 : (labels.get(name) ?? -1)
    // A test picture that the folders left without a class may learn once it has one.
    const folders = sample.label < 0 && label >= 0 ? null : sample.given
    const path = paths[i]!
    // Without a class it takes part in no draw, whatever class it once had by hand.
    const byHand = name === null || name === undefined ? [] : (later.get(path) ?? [])
    return {
      ...sample,
      label,
      given: folders,
      moved: at(edits.splits, path) ?? null,
      leftOut: leftOut.has(path),
      marked: marked.has(path),
      confirmed: confirmed.has(path),
      relabelled: isRelabelled(base, edits, path, sample.label),
      group: together?.[i] ?? sample.group,
      ownGroup: sample.group,
      // By the classes that the files give, whatever they are called now: no edit deals the others anew.
      draws: [...(sample.label < 0 ? [] : [{ stratum: sample.label, batch: sample.added ?? 0 }]), ...byHand],
    }
  })
  const labelled = { ...base, classes, samples }
  // Pictures that came without any class get theirs one by one: the first have nothing to be held out beside.
  return resplit(labelled, split.seed, split.valFraction, split.limit, base.classes.length === 0)
}

/** Classes that the person made and that no picture of the edited dataset has. */
export const emptyClasses = ({ classes }: Edits, edited: Pick<Dataset, 'classes'>): string[] =>
  classes.filter((name) => !edited.classes.includes(name))

/** How much the edits change; a label or a name that was given back is no change. */
export function countEdits(base: Dataset, edits: Edits): Omit<DatasetChanges, 'last' | 'canUndo' | 'canRedo' | 'setAside' | 'problem'> {
  const { leftOut, splits, names, marked, confirmed } = edits
  const paths = ownPaths(base)
  // What is said of pictures that are gone for now is kept and does not count.
  const here = new Set(paths)
  const count = (some: readonly string[]): number => some.filter((path) => here.has(path)).length
  return {
    leftOut: count(leftOut),
    relabelled: base.samples.filter(({ label }, i) => isRelabelled(base, edits, paths[i]!, label)).length,
    moved: count(Object.keys(splits)),
    renamedClasses: Object.entries(names).filter(([first, now]) => first !== now).length,
    marked: count(marked),
    confirmed: count(confirmed),
  }
}

/** How many pictures are not as they were before an edit: class, side of the split, taking part, or what the person said of them. */
export const changedBetween = (before: Dataset, after: Dataset): number =>
  after.samples.filter((now, i) => {
    const then = before.samples[i]
    const className = ({ classes }: Dataset, label: number) => classes[label] ?? null
    return (
      !then ||
      className(before, then.label) !== className(after, now.label) ||
      (['split', 'leftOut', 'marked', 'confirmed'] as const).some((key) => (then[key] ?? false) !== (now[key] ?? false))
    )
  }).length
