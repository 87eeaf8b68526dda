/** Adding to the pictures that are open: what was given is listed, read by its folders, held against what is there, and kept. */
import type { AddedPicture } from '../../data/dataset/additions'
import { type Dataset, findPictures, nameOf, understandFound, uniquePaths } from '../../data/dataset/dataset'
import { hex } from '../../data/dataset/fingerprint'
import { skippedFiles } from '../../data/dataset/summary'
import { openSource, type SampleSource } from '../../data/files/source'
import type { ListedFile } from '../../data/files/walk'
import type { DatasetCare } from '../../data/health/care'
import { MAX_CLASSES } from '../../data/layouts'
import { sameName } from '../../data/layouts/layout'
import {
  type Added,
  type AddInto,
  type AdditionFound,
  type AdditionsApi,
  type DatasetSource,
  type IndexProgress,
  type Listener,
  Problem,
  type ReadAs,
  type SamePicture,
  type Skipped,
} from '../../protocol'
import type { AddedWriter, PrivateAddedFiles } from './addedFiles'
import type { Pictures } from './pictures'
import { PresentPictures } from './present'

/** Names of pictures that are there already, that the page is given. */
const EXAMPLES = 20
/** The page is told that often. */
const TELL_EVERY = 20

/** What was looked at last, with what its folders or names say of each file. */
interface Looked {
  /** Of the dataset that was open then, and what says that others were opened since. */
  readonly care: DatasetCare
  readonly replaced: AbortSignal
  readonly files: readonly ListedFile[]
  readonly classNames: readonly (string | null)[]
  readonly tests: readonly boolean[]
  readonly skipped: readonly Skipped[]
}

/** What of it is added: pictures, and where each lies as it was given. */
interface Taken {
  readonly pictures: AddedPicture[]
  readonly given: SampleSource[]
  readonly same: SamePicture[]
  sameCount: number
  /** Of those that are there the ones that were left out, by path, with the class that they are taken back into. */
  readonly back: Map<string, string>
  /** They cannot be opened any more, or are damaged. */
  readonly gone: Skipped[]
}

export class Additions implements AdditionsApi {
  private looked: Looked | null = null
  private working: AbortController | null = null
  private readonly present = new PresentPictures()

  constructor(
    private readonly pictures: Pick<Pictures, 'care' | 'replaced'>,
    private readonly files: Pick<PrivateAddedFiles, 'begin' | 'remember'>,
  ) {}

  async look(source: DatasetSource, onProgress: Listener<IndexProgress>, readAs: ReadAs = {}): Promise<AdditionFound> {
    const { care, replaced } = this.pictures
    const { classes: withPictures, additions } = care.summary
    const classes = [...withPictures.map(({ name }) => name), ...additions.emptyClasses]
    const signal = AbortSignal.any([this.begin(), replaced])
    this.looked = null
    const found = await findPictures(source, onProgress, signal)
    const { files: all, skipped: besides, read } = await understandFound(found, readAs, signal)
    const first = read.inOrder[0]
    const { files, reading, skipped: others, used } = first ? read.by(first) : { files: all, reading: null, skipped: [], used: NONE }
    const skipped = [...found.skipped.filter(({ path }) => !used.has(path)), ...besides, ...others]
    const names = reading ? Array.from(reading.labels, (label) => reading.classes[label] ?? null) : oneFolder(files)
    const classNames = names.map(asCalledIn(classes))
    const tests = files.map((_, i) => reading?.splits[i] === 'test')
    signal.throwIfAborted()
    this.looked = { care, replaced, files, classNames, tests, skipped }
    const counts = new Map<string, number>()
    for (const name of classNames) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1)
    return {
      name: nameOf(files),
      pictures: files.length,
      classes: [...counts].map(([name, pictures]) => ({ name, pictures, isNew: !classes.includes(name) })),
      skipped: skippedFiles(skipped),
    }
  }

  async add(into: AddInto, onProgress: Listener<{ readonly done: number; readonly of: number }>): Promise<Added> {
    const { looked } = this
    if (!looked) throw new Problem('no-pictures', { files: 0 })
    const { care, replaced } = looked
    replaced.throwIfAborted()
    const { dataset } = care
    const classNames = looked.classNames.map((name) => (into.kind === 'folders' ? name : into.kind === 'class' ? into.name.trim() : null))
    const classes = new Set([...dataset.classes, ...classNames.flatMap((name) => name ?? [])])
    if (classes.size > MAX_CLASSES) throw new Problem('too-many-classes', { classes: classes.size, limit: MAX_CLASSES, readings: [] })
    const signal = AbortSignal.any([this.begin(), replaced])
    const writer = await this.files.begin(dataset.base ?? dataset.fingerprint)
    try {
      const isTest = into.kind === 'folders'
      const { taken, kept } = await this.take({ looked, classNames, isTest, dataset, writer, signal, onProgress })
      const { pictures, given, back } = taken
      const { file, sources } = kept && writer && pictures.length > 0 ? await writer.end(pictures) : { file: null, sources: given }
      if (file === null) await writer?.drop()
      signal.throwIfAborted()
      if (pictures.length > 0 || back.size > 0) {
        const batch = await care.add(
          pictures,
          file,
          sources,
          [...back].map(([path, className]) => ({ path, className })),
        )
        if (batch && file === null) this.files.remember(batch, given)
      }
      this.looked = null
      return {
        dataset: care.summary,
        pictures: pictures.length,
        classes: [...new Set(pictures.flatMap(({ className }) => className ?? []))],
        same: { pictures: taken.sameCount, examples: taken.same },
        ...(back.size > 0 && { takenBack: back.size }),
        skipped: skippedFiles([...looked.skipped, ...taken.gone]),
        kept: kept && care.isKept,
      }
    } catch (error) {
      await writer?.drop()
      throw error
    }
  }

  async cancel(): Promise<void> {
    this.working?.abort()
    this.looked = null
  }

  private begin(): AbortSignal {
    this.working?.abort()
    this.working = new AbortController()
    return this.working.signal
  }

  /** Reads each picture once: its bytes are kept, unless they are there already. */
  private async take({
    looked,
    classNames,
    isTest,
    dataset,
    writer,
    signal,
    onProgress,
  }: Taking): Promise<{ taken: Taken; kept: boolean }> {
    const taken: Taken = { pictures: [], given: [], same: [], sameCount: 0, back: new Map(), gone: [] }
    const paths = uniquePaths(looked.files.map(({ path }) => ({ path })))
    const mine = new Set<string>()
    let kept = writer !== null
    const present = await this.present.of(dataset, signal)
    for (const [i, { name, source }] of looked.files.entries()) {
      signal.throwIfAborted()
      if (i % TELL_EVERY === 0) onProgress({ done: i, of: looked.files.length })
      const bytes = await bytesOf(source)
      if (!bytes) {
        taken.gone.push({ path: paths[i]!, reason: 'cannot-decode' })
        continue
      }
      const sha256 = await hex(bytes)
      const there = await present.find({ size: bytes.length, sha256 })
      const className = classNames[i] ?? null
      if (there || mine.has(sha256)) {
        taken.sameCount++
        const isBack = there?.leftOut === true && className !== null
        if (isBack) taken.back.set(there.path, className)
        const itsClass = there && !isBack ? (dataset.classes[there.label] ?? null) : className
        if (taken.same.length < EXAMPLES) taken.same.push({ name, className: itsClass })
        continue
      }
      mine.add(sha256)
      taken.pictures.push({ path: paths[i]!, className, test: isTest && looked.tests[i]!, size: bytes.length, sha256 })
      taken.given.push(source)
      if (kept && writer && !writer.write(bytes)) kept = false
    }
    signal.throwIfAborted()
    return { taken, kept }
  }
}

interface Taking {
  readonly looked: Looked
  readonly classNames: readonly (string | null)[]
  /** Whether folders of test pictures are taken for such. */
  readonly isTest: boolean
  readonly dataset: Dataset
  readonly writer: AddedWriter | null
  readonly signal: AbortSignal
  readonly onProgress: Listener<{ readonly done: number; readonly of: number }>
}

const NONE: ReadonlySet<string> = new Set()

/** What a class is called where one is called so, or else one alike: two may differ in nothing but case. */
function asCalledIn(classes: readonly string[]): (name: string | null) => string | null {
  const exact = new Set(classes)
  const alike = new Map(classes.toReversed().map((name) => [sameName(name), name]))
  return (name) => (name === null || exact.has(name) ? name : (alike.get(sameName(name)) ?? name))
}

/** All of it; null where it cannot be opened. */
async function bytesOf(source: SampleSource): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await (await openSource(source)).arrayBuffer())
  } catch {
    return null // gone, forbidden or damaged: it is named among those that were not taken
  }
}

/** Where no reading tells classes apart: the innermost folder that holds them all is one; loose pictures have none. */
function oneFolder(files: readonly ListedFile[]): (string | null)[] {
  const name = files[0]?.folders.at(-1) ?? null
  const one = files.every(({ folders }) => folders.at(-1) === name)
  return files.map(() => (one ? name : null))
}
