/** Adding to the pictures that are open: what was given is listed, read by its folders, held against what is there, and kept. */
import type { AddedPicture } from '../../data/dataset/additions'
import { type Dataset, findPictures, nameOf, skippedFiles, uniquePaths } from '../../data/dataset/dataset'
import { hex } from '../../data/dataset/fingerprint'
import { understand } from '../../data/dataset/understand'
import { openSource, type SampleSource } from '../../data/files/source'
import type { ListedFile } from '../../data/files/walk'
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
  /** They cannot be opened any more, or are damaged. */
  readonly gone: Skipped[]
}

export class Additions implements AdditionsApi {
  private looked: Looked | null = null
  private working: AbortController | null = null
  private readonly present = new PresentPictures()

  constructor(
    private readonly pictures: Pick<Pictures, 'care' | 'dataset' | 'replaced'>,
    private readonly files: Pick<PrivateAddedFiles, 'begin' | 'remember'>,
  ) {}

  async look(source: DatasetSource, onProgress: Listener<IndexProgress>): Promise<AdditionFound> {
    const { classes } = this.pictures.dataset
    const signal = this.begin()
    this.looked = null
    const { files, texts, skipped } = await findPictures(source, onProgress, signal)
    const read = await understand(texts, files, {}, undefined, signal)
    const reading = read.inOrder[0]
    const names = reading ? Array.from(reading.labels, (label) => reading.classes[label] ?? null) : oneFolder(files)
    const known = new Map(classes.map((name) => [sameName(name), name]))
    const classNames = names.map((name) => (name === null ? null : (known.get(sameName(name)) ?? name)))
    const tests = files.map((_, i) => reading?.splits[i] === 'test')
    signal.throwIfAborted()
    this.looked = { files, classNames, tests, skipped }
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
    const { pictures, looked } = this
    if (!looked) throw new Problem('no-pictures', { files: 0 })
    const { care } = pictures
    const { dataset } = care
    const classNames = looked.classNames.map((name) => (into.kind === 'folders' ? name : into.kind === 'class' ? into.name.trim() : null))
    const classes = new Set([...dataset.classes, ...classNames.flatMap((name) => name ?? [])])
    if (classes.size > MAX_CLASSES) throw new Problem('too-many-classes', { classes: classes.size, limit: MAX_CLASSES, readings: [] })
    const signal = AbortSignal.any([this.begin(), pictures.replaced])
    const writer = await this.files.begin(dataset.base ?? dataset.fingerprint)
    const { taken, kept } = await this.take({
      looked,
      classNames,
      isTest: into.kind === 'folders',
      dataset,
      writer,
      signal,
      onProgress,
    }).catch(async (error: unknown) => {
      await writer?.drop()
      throw error
    })
    if (!kept || taken.pictures.length === 0) await writer?.drop()
    if (taken.pictures.length > 0) {
      const { file, sources } = kept && writer ? await writer.end(taken.pictures) : { file: null, sources: taken.given }
      const batch = await care.add(taken.pictures, file, sources)
      if (file === null) this.files.remember(batch, taken.given)
    }
    this.looked = null
    return {
      dataset: care.summary,
      pictures: taken.pictures.length,
      classes: [...new Set(taken.pictures.flatMap(({ className }) => className ?? []))],
      same: { pictures: taken.sameCount, examples: taken.same },
      skipped: skippedFiles([...looked.skipped, ...taken.gone]),
      kept: kept && care.changes.problem === null,
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
    const taken: Taken = { pictures: [], given: [], same: [], sameCount: 0, gone: [] }
    const paths = uniquePaths(looked.files.map(({ path }) => ({ path })))
    const mine = new Set<string>()
    let kept = writer !== null
    const sizes = await this.present.sizesOf(dataset, signal)
    for (const [i, { name, source }] of looked.files.entries()) {
      signal.throwIfAborted()
      if (i % TELL_EVERY === 0) onProgress({ done: i, of: looked.files.length })
      const bytes = await bytesOf(source)
      if (!bytes) {
        taken.gone.push({ path: paths[i]!, reason: 'cannot-decode' })
        continue
      }
      const sha256 = await hex(bytes)
      const there = await this.present.find(sizes, { size: bytes.length, sha256 })
      const className = classNames[i] ?? null
      if (there || mine.has(sha256)) {
        taken.sameCount++
        if (taken.same.length < EXAMPLES) taken.same.push({ name, className: there ? (dataset.classes[there.label] ?? null) : className })
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
