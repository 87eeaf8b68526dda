/** The index of a dataset: what was dropped becomes a list of pictures with classes and splits. Nothing is decoded here. */
import type {
  ClassSummary,
  CodePage,
  DatasetChanges,
  DatasetSource,
  DatasetSummary,
  IndexProgress,
  LayoutEvidence,
  LayoutName,
  ReadAs,
  Skipped,
  SkipReason,
  Split,
  SplitRow,
} from '../../protocol/dataset'
import { FOREIGN_KINDS, type ForeignKind } from '../../protocol/kinds'
import { Problem } from '../../protocol/problem'
import type { TablesSummary } from '../../protocol/tables'
import { leaveOutFalsePictures } from '../files/inspect'
import { drawPets } from '../files/pets'
import type { SampleSource } from '../files/source'
import type { ListedFile } from '../files/walk'
import { listItems } from '../files/walk'
import { MAX_CLASSES } from '../layouts'
import { byCodeUnit } from '../layouts/layout'
import { withoutBesides } from './besides'
import { fingerprintOf, withLabels } from './fingerprint'
import { groupsOf, holdGroups } from './holds'
import { assignSplits, chooseUsed } from './split'
import { understand } from './understand'

export interface Sample {
  /** Its place in `Dataset.samples`. */
  readonly id: number
  /** Unique in the dataset, with `/` between folders. */
  readonly path: string
  /** Class index, -1 without one. */
  readonly label: number
  readonly split: Split
  /** The split that folders gave; null where the seed decided. */
  readonly given: Split | null
  /** The split that the person moved it to, where one was chosen. */
  readonly moved?: Split | null
  /** Pictures of one hold of the camera's button share a group (the lowest id among them), and equal pictures do once the check found them. */
  readonly group: number
  /** By the person. */
  readonly leftOut: boolean
  /** By the person, for review. */
  readonly marked?: boolean
  /** Whether the person gave it another class. */
  readonly relabelled?: boolean
  /** Whether it takes part: neither left out nor beyond `limit`. */
  readonly used: boolean
  readonly source: SampleSource
}

export interface Dataset {
  readonly fingerprint: string
  readonly name: string
  readonly layout: LayoutName
  readonly alternatives: readonly LayoutName[]
  readonly evidence: readonly LayoutEvidence[]
  readonly onlyInTest: readonly string[]
  readonly tables: TablesSummary
  /** The encoding that names in archives were read in where they do not say theirs. */
  readonly codePage: CodePage | null
  readonly classes: readonly string[]
  readonly samples: readonly Sample[]
  readonly skipped: readonly Skipped[]
  readonly splitFrom: 'folders' | 'seed'
  /** The share of each class that is held out where the seed decides. */
  readonly valFraction: number
  /** Of the pictures whose size is known. */
  readonly bytes: number
}

export interface IndexOptions {
  readonly seed: number
  readonly valFraction: number
  readonly readAs?: ReadAs
}

/**
 * Lists, recognises the layout, splits.
 *
 * @throws Problem `no-pictures`, `one-class`, `table-unusable`, `too-many-classes`, `class-too-small`, `zip-unreadable`, `zip-encrypted`, `permission-lost`;
 * and the signal's reason when aborted
 */
export async function indexDataset(
  source: DatasetSource,
  options: IndexOptions,
  onProgress: (progress: IndexProgress) => void,
  signal: AbortSignal,
): Promise<Dataset> {
  const drawn = source.kind === 'drawn'
  const items = drawn ? await drawPets(source.count, source.seed, onProgress, signal) : source.items
  const listing = await listItems(items, onProgress, signal, options.readAs?.names)
  const pictures = await leaveOutFalsePictures(listing, onProgress, signal)
  if (pictures.files.length === 0) throw new Problem('no-pictures', { files: listing.seen, ...commonestForeign(pictures.skipped) })
  pictures.files.sort((a, b) => byCodeUnit(a.path, b.path))
  const readAs = options.readAs ?? {}
  const besides = readAs.layout === 'single-folder' ? { files: pictures.files, skipped: [] } : await withoutBesides(pictures.files)

  const read = await understand(listing.texts, besides.files, readAs, signal)
  const name = drawn ? 'drawn' : nameOf(besides.files)
  if (!read) throw new Problem('one-class', { name: besides.files[0]!.folders.at(-1) ?? name, pictures: besides.files.length })
  const { files, reading, tables } = read
  if (reading.classes.length > MAX_CLASSES) throw new Problem('too-many-classes', { classes: reading.classes.length, limit: MAX_CLASSES })

  const paths = uniquePaths(files)
  const groups = reading.layout === 'table' && reading.groups ? groupsOf(reading.groups) : holdGroups(paths)
  const samples = files.map((file, id): Sample => {
    const given = reading.splits[id] ?? null
    return {
      id,
      path: paths[id]!,
      label: reading.labels[id]!,
      split: given ?? 'train',
      given,
      group: groups[id]!,
      leftOut: false,
      used: true,
      source: file.source,
    }
  })
  const dataset: Dataset = {
    // Of all that is there: what is left out of it is a matter of reading.
    fingerprint: await withLabels(await fingerprintOf(pictures.files), read.used.size > 0 ? reading : null),
    name,
    layout: drawn ? 'drawn' : reading.layout,
    alternatives: drawn ? [] : read.alternatives,
    classes: reading.classes,
    samples,
    skipped: [...pictures.skipped.filter(({ path }) => !read.used.has(path)), ...besides.skipped, ...read.skipped],
    evidence: reading.evidence,
    codePage: listing.codePage,
    onlyInTest: reading.onlyInTest,
    tables,
    splitFrom: reading.splits.includes('val') ? 'folders' : 'seed',
    valFraction: options.valFraction,
    bytes: files.reduce((sum, f) => sum + (f.size ?? 0), 0),
  }
  return resplit(dataset, options.seed, options.valFraction, 0)
}

/**
 * The same pictures, split anew by `seed` (where folders do not say otherwise) and cut to `limit` (0: all).
 *
 * @throws Problem `class-too-small` where no class has two pictures, so that none can be held out
 */
export function resplit(dataset: Dataset, seed: number, valFraction: number, limit: number): Dataset {
  const splits = assignSplits(dataset.samples, seed, valFraction)
  const used = chooseUsed(dataset.samples, splits, seed, limit)
  if (dataset.classes.length > 0 && !splits.some((split, i) => split === 'val' && used[i])) {
    const label = dataset.samples.find((s) => s.label >= 0)?.label ?? 0
    throw new Problem('class-too-small', {
      name: dataset.classes[label] ?? '',
      pictures: dataset.samples.filter((s) => s.label === label).length,
    })
  }
  return { ...dataset, valFraction, samples: dataset.samples.map((s, i) => ({ ...s, split: splits[i]!, used: used[i]! })) }
}

/** The ids of a split's pictures that take part; of `train` and `val` those with a class only. */
export function idsOf(dataset: Dataset, split: Split): Uint32Array {
  return Uint32Array.from(dataset.samples.filter((s) => s.used && s.split === split && (split === 'test' || s.label >= 0)).map((s) => s.id))
}

/** The ids of the labelled test pictures that take part: what a run's final weights are scored by. */
export function testedIds(dataset: Dataset): Uint32Array {
  return idsOf(dataset, 'test').filter((id) => dataset.samples[id]!.label >= 0)
}

/** The split as data, of the pictures that take part. */
export function splitRows({ samples, classes }: Dataset): SplitRow[] {
  return samples.filter((s) => s.used).map(({ path, label, split }) => ({ path, className: classes[label] ?? null, split }))
}

/** How many examples of what was left out the page is given. */
const EXAMPLES = 200

const UNCHANGED: DatasetChanges = {
  leftOut: 0,
  relabelled: 0,
  moved: 0,
  renamedClasses: 0,
  marked: 0,
  canUndo: false,
  setAside: false,
  problem: null,
}

export function summarize(dataset: Dataset, changes: DatasetChanges = UNCHANGED): DatasetSummary {
  const zero = (): Record<Split, number> => ({ train: 0, val: 0, test: 0 })
  const classes: (ClassSummary & { counts: Record<Split, number> })[] = dataset.classes.map((name) => ({ name, counts: zero() }))
  const counts = zero()
  let unlabelled = 0
  for (const { label, split, used } of dataset.samples) {
    if (!used) continue
    const of = classes[label]
    if (of) {
      of.counts[split]++
      counts[split]++
    } else unlabelled++
  }
  const reasons: Partial<Record<SkipReason, number>> = {}
  for (const { reason } of dataset.skipped) reasons[reason] = (reasons[reason] ?? 0) + 1
  const { fingerprint, name, layout, alternatives, evidence, onlyInTest, tables, codePage, splitFrom, valFraction, bytes } = dataset
  const skipped = { counts: reasons, examples: dataset.skipped.slice(0, EXAMPLES) }
  return {
    fingerprint,
    name,
    layout,
    alternatives,
    evidence,
    onlyInTest,
    tables,
    codePage,
    classes,
    counts,
    unlabelled,
    splitFrom,
    valFraction,
    bytes,
    skipped,
    changes,
  }
}

/** Of pictures that are not read here the kind that there is most of. */
function commonestForeign(skipped: readonly Skipped[]): { foreign?: { kind: ForeignKind; files: number } } {
  const counts = FOREIGN_KINDS.map((kind) => ({ kind, files: skipped.filter(({ reason }) => reason === kind).length }))
  const foreign = counts.reduce((most, one) => (one.files > most.files ? one : most))
  return foreign.files > 0 ? { foreign } : {}
}

/** The folder or zip that holds everything; of several the first two. */
function nameOf(files: readonly ListedFile[]): string {
  const roots = [...new Set(files.map((f) => f.folders[0] ?? ''))].filter((root) => root !== '')
  if (roots.length === 0) return files[0]!.name
  return roots.slice(0, 2).join(' + ') + (roots.length > 2 ? ' …' : '')
}

/** Two dropped folders of one name may hold the same path twice: later ones are numbered. */
function uniquePaths(files: readonly ListedFile[]): string[] {
  const taken = new Set<string>()
  return files.map(({ path }) => {
    let unique = path
    for (let n = 2; taken.has(unique); n++) unique = `${path} (${n})`
    taken.add(unique)
    return unique
  })
}
