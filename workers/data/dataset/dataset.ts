/** The index of a dataset: what was dropped becomes a list of pictures with classes and splits. Nothing is decoded here. */
import type {
  CodePage,
  DatasetSource,
  IndexProgress,
  LayoutEvidence,
  LayoutName,
  ReadAs,
  Skipped,
  Split,
  SplitRow,
} from '../../protocol/dataset'
import { FOREIGN_KINDS, type ForeignKind } from '../../protocol/kinds'
import { Problem } from '../../protocol/problem'
import type { TablesSummary } from '../../protocol/tables'
import { leaveOutFalsePictures } from '../files/inspect'
import { commonFolders } from '../files/paths'
import { drawPets } from '../files/pets'
import type { SampleSource } from '../files/source'
import type { ListedFile } from '../files/walk'
import { listItems } from '../files/walk'
import { MAX_CLASSES, readLayout } from '../layouts'
import { findGroups, type Groups, givenGroups } from '../layouts/groups'
import { byCodeUnit, type Reading } from '../layouts/layout'
import { labelBy } from '../layouts/namePattern'
import { joinParts } from '../layouts/parts'
import { singleFolder } from '../layouts/single-folder'
import { withoutBesides } from './besides'
import { fingerprintsOf, withLabels } from './fingerprint'
import { joined, numberedGroups } from './groups'
import { holdGroups } from './holds'
import { assignSplits, chooseUsed, type Draw } from './split'
import { type Understood, understand } from './understand'

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
  /** The batch that the person added it with, counted from 1; absent of what was opened. */
  readonly added?: number
  /** Pictures of one hold of the camera's button share a group (the lowest id among them), and equal pictures do once the check found them. */
  readonly group: number
  /** See `Splittable`. */
  readonly ownGroup?: number
  /** See `Splittable`. */
  readonly draws?: readonly Draw[]
  /** Whether it is on the other side of the split than the seed put it, beside a picture that the health check found to be the same. */
  readonly brought?: boolean
  /** By the person. */
  readonly leftOut: boolean
  /** By the person, for review. */
  readonly marked?: boolean
  /** Whether the person said that its label is right. */
  readonly confirmed?: boolean
  /** Whether the person gave it another class. */
  readonly relabelled?: boolean
  /** Whether it takes part: neither left out nor beyond `limit`. */
  readonly used: boolean
  readonly source: SampleSource
}

export interface Dataset {
  /** As `DatasetSummary`. */
  readonly fingerprint: string
  /** As `DatasetSummary`. */
  readonly pictures: readonly string[]
  /** The fingerprint of what was opened, where the person has added to it. */
  readonly base?: string
  readonly name: string
  readonly layout: LayoutName
  /** How it was asked for. */
  readonly readAs: ReadAs
  readonly alternatives: readonly LayoutName[]
  /** Pictures that belong together by folders or names, which stay together by `readAs.groups`, or by a table, which always do. Null where none were found. */
  readonly groups: Groups | null
  /** So many outer folders hold every picture that was found, those that were left out as masks or copies included. */
  readonly around: number
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

/** Everything that a source holds, before it is read. */
export interface Found {
  /** By path. */
  readonly files: readonly ListedFile[]
  /** Those of `skipped` that begin like pictures and are of kinds that are not read here, by path: another browser may read them. */
  readonly unread: readonly ListedFile[]
  /** Files beside the pictures that may be tables. */
  readonly texts: readonly ListedFile[]
  readonly skipped: readonly Skipped[]
  readonly codePage: CodePage | null
  readonly drawn: boolean
}

/**
 * Lists what is there.
 *
 * @param names the encoding of names in archives that do not say theirs, where a person chose one
 * @throws Problem `no-pictures`, `zip-unreadable`, `zip-encrypted`, `permission-lost`; and the signal's reason when aborted
 */
export async function findPictures(
  source: DatasetSource,
  onProgress: (progress: IndexProgress) => void,
  signal: AbortSignal,
  names?: CodePage,
): Promise<Found> {
  const drawn = source.kind === 'drawn'
  const items = drawn ? await drawPets(source.count, source.seed, onProgress, signal) : source.items
  const listing = await listItems(items, onProgress, signal, names)
  const { files, skipped, unread } = await leaveOutFalsePictures(listing, onProgress, signal)
  if (files.length === 0) throw new Problem('no-pictures', { files: listing.seen, ...commonestForeign(skipped), ...inside(skipped) })
  for (const list of [files, unread]) list.sort((a, b) => byCodeUnit(a.path, b.path))
  return { files, unread, texts: listing.texts, skipped, codePage: listing.codePage, drawn }
}

/** What was found as it is read: without masks and second copies, by folders, names or a table. What each reading leaves out beside them it says itself. */
export async function understandFound(
  found: Found,
  readAs: ReadAs,
  signal: AbortSignal,
): Promise<{ readonly files: readonly ListedFile[]; readonly skipped: readonly Skipped[]; readonly read: Understood }> {
  const given = readAs.pattern === undefined ? undefined : { pattern: readAs.pattern, labelOf: await labelBy(readAs.pattern) }
  const all = { files: found.files, skipped: [] }
  const less = readAs.layout === 'single-folder' ? all : await withoutBesides(found.files)
  const { files, skipped } = readAs.takeAll ? all : less
  const { layout, table } = readAs
  // What masks are about is not read in another way because they are taken.
  const asBefore =
    readAs.takeAll && !layout && !given && less !== all
      ? await understand(found.texts, less.files, { ...(table && { table }) }, given, signal)
      : null
  const wanted = layout ?? asBefore?.inOrder[0]?.layout
  const read = await understand(found.texts, files, { ...(wanted && { layout: wanted }), ...(table && { table }) }, given, signal)
  return { files, skipped, read }
}

/**
 * Recognises the layout and splits. A reading by which nothing could be held out gives way to the next.
 *
 * @throws Problem `one-class`, `table-unusable`, `too-many-classes`, `class-too-small`, `bad-pattern`; and the signal's reason when aborted
 */
export async function readPictures(found: Found, options: IndexOptions, signal: AbortSignal): Promise<Dataset> {
  const { readAs = {} } = options
  const { files, skipped, read } = await understandFound(found, readAs, signal)
  const { layout, table } = readAs
  const name = found.drawn ? 'drawn' : nameOf(files)
  const { fault, inOrder } = read
  const others = { leftOut: skipped.length, readings: otherReadings(files, inOrder) }
  if (
    fault &&
    (inOrder.length === 0 ? layout === 'table' || table?.file !== undefined : layout === 'table' && inOrder[0]!.layout !== layout)
  )
    throw new Problem('table-unusable', { ...fault, ...others, readings: [...inOrder.map((one) => one.layout), ...others.readings] })
  if (inOrder.length === 0) {
    const values = { name: files[0]!.folders.at(-1) ?? name, pictures: files.length, ...others }
    throw new Problem('one-class', { ...values, ...(fault && { table: fault }) })
  }
  // Of all that is there: what is left out of it is a matter of reading.
  const pictures = await fingerprintsOf(found)
  const around = commonFolders(found.files.map(({ folders }) => folders))
  const known = { name, around, readAs, codePage: found.codePage, valFraction: options.valFraction }
  let refusal: Problem | null = null
  for (const tried of read.inOrder) {
    const { classes } = tried
    if (classes.length > MAX_CLASSES)
      throw new Problem('too-many-classes', { classes: classes.length, limit: MAX_CLASSES, readings: otherReadings(files, read.inOrder) })
    const { used, tables, ...one } = read.by(tried)
    const alternatives = read.inOrder.filter((other) => other !== tried).map(({ layout: name }) => name)
    const dataset: Dataset = {
      ...known,
      ...(await withLabels(pictures, used.size > 0 ? one.reading : null)),
      skipped: [...found.skipped.filter(({ path }) => !used.has(path)), ...skipped, ...one.skipped],
      tables,
      layout: found.drawn ? 'drawn' : tried.layout,
      alternatives: found.drawn ? [] : alternatives,
      ...samplesOf(one.files, one.reading, readAs),
    }
    try {
      return resplit(dataset, options.seed, options.valFraction, 0)
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'class-too-small') throw error
      const { name: small, pictures } = (error as Problem<'class-too-small'>).values
      refusal ??= new Problem('class-too-small', { name: small, pictures, readings: otherReadings(files, read.inOrder) })
    }
  }
  throw refusal
}

/** What can be chosen where those that were tried give no classes: a split's folders as classes, and no classes at all. */
function otherReadings(files: readonly ListedFile[], tried: readonly Reading[] = []): LayoutName[] {
  const asTheyLie = readLayout(files, 'class-folders')?.reading
  const others = asTheyLie?.layout === 'class-folders' && asTheyLie.classes.length <= MAX_CLASSES ? [asTheyLie] : []
  return [...others, singleFolder(0)].map(({ layout }) => layout).filter((name) => !tried.some(({ layout }) => layout === name))
}

/** The samples of a reading, in training where folders give no split. */
function samplesOf(
  files: readonly ListedFile[],
  reading: Reading,
  { groups: keepGroups = false, splitAnew = false }: ReadAs,
): Pick<Dataset, 'classes' | 'samples' | 'groups' | 'evidence' | 'onlyInTest' | 'splitFrom' | 'bytes'> {
  const { classes, labels, evidence, onlyInTest } = reading
  const paths = uniquePaths(files)
  // A table's groups are no offer: they were said.
  const said = reading.layout === 'table' ? reading.groups : null
  const groups = said ? givenGroups(said) : findGroups(files, reading)
  const holds = holdGroups(paths)
  const together = groups && (said || keepGroups) ? joined(holds, numberedGroups(groups.of)) : holds
  const splits = reading.splits.map((split, i) => (splitAnew && labels[i]! >= 0 && split !== 'test' ? null : split))
  const samples = files.map((file, id): Sample => {
    const given = splits[id] ?? null
    return {
      id,
      path: paths[id]!,
      label: labels[id]!,
      split: given ?? 'train',
      given,
      group: together[id]!,
      leftOut: false,
      used: true,
      source: file.source,
    }
  })
  const bytes = files.reduce((sum, f) => sum + (f.size ?? 0), 0)
  return { classes, samples, groups, evidence, onlyInTest, splitFrom: splits.includes('val') ? 'folders' : 'seed', bytes }
}

/** Lists and reads: see `findPictures` and `readPictures`. */
export async function indexDataset(
  source: DatasetSource,
  options: IndexOptions,
  onProgress: (progress: IndexProgress) => void,
  signal: AbortSignal,
): Promise<Dataset> {
  return readPictures(await findPictures(source, onProgress, signal, options.readAs?.names), options, signal)
}

/**
 * The same pictures, split anew by `seed` (where folders do not say otherwise) and cut to `limit` (0: all).
 *
 * @param begun whether labels are still to come, so that none has to be held out yet
 * @throws Problem `class-too-small` where no class has two pictures, so that none can be held out
 */
export function resplit(dataset: Dataset, seed: number, valFraction: number, limit: number, begun = false): Dataset {
  const { splits, brought } = assignSplits(dataset.samples, seed, valFraction)
  const used = chooseUsed(dataset.samples, splits, seed, limit)
  if (!begun && dataset.classes.length > 0 && !splits.some((split, i) => split === 'val' && used[i])) {
    const label = dataset.samples.find((s) => s.label >= 0)?.label ?? 0
    throw new Problem('class-too-small', {
      name: dataset.classes[label] ?? '',
      pictures: dataset.samples.filter((s) => s.label === label).length,
      readings: [],
    })
  }
  const samples = dataset.samples.map((s, i) => ({ ...s, split: splits[i]!, used: used[i]!, brought: brought[i]! }))
  return { ...dataset, valFraction, samples }
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

/** Files that hold pictures as numbers (MNIST, CIFAR, Parquet of Hugging Face, NumPy), by their names. */
const CONTAINER = /idx[13]-ubyte|\.(parquet|arrow|npy|npz|h5|hdf5|pkl|pickle|tfrecords?|mat)$|(^|\/)(data|test)_batch(_\d)?(\.bin)?$/i

/** Where there are no pictures a file that may hold some, or a table that belongs to some. */
function inside(skipped: readonly Skipped[]): { inside?: { file: string; kind: 'table' | 'container' } } {
  const named = (pattern: RegExp) =>
    skipped
      .find(({ path }) => pattern.test(path))
      ?.path.split('/')
      .at(-1)
  const container = named(CONTAINER)
  if (container !== undefined) return { inside: { file: container, kind: 'container' } }
  const table = named(/\.(csv|tsv|jsonl)$/i)
  return table === undefined ? {} : { inside: { file: table, kind: 'table' } }
}

/** Of pictures that are not read here the kind that there is most of. */
function commonestForeign(skipped: readonly Skipped[]): { foreign?: { kind: ForeignKind; files: number } } {
  const counts = FOREIGN_KINDS.map((kind) => ({ kind, files: skipped.filter(({ reason }) => reason === kind).length }))
  const foreign = counts.reduce((most, one) => (one.files > most.files ? one : most))
  return foreign.files > 0 ? { foreign } : {}
}

/** The folder or zip that holds everything; of several the first two. */
export function nameOf(files: readonly ListedFile[]): string {
  const roots = [...new Set(joinParts(files).map((f) => f.folders[0] ?? ''))].filter((root) => root !== '')
  if (roots.length === 0) return files[0]!.name
  return roots.slice(0, 2).join(' + ') + (roots.length > 2 ? ' …' : '')
}

/** Two dropped folders of one name may hold the same path twice: later ones are numbered. */
export function uniquePaths(files: readonly Pick<ListedFile, 'path'>[]): string[] {
  const taken = new Set<string>()
  const next = new Map<string, number>()
  return files.map(({ path }) => {
    let unique = path
    if (taken.has(path)) {
      let n = next.get(path) ?? 2
      for (; taken.has(unique); n++) unique = `${path} (${n})`
      next.set(path, n)
    }
    taken.add(unique)
    return unique
  })
}
