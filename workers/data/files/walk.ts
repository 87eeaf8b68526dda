/** Walks what a person dropped (folders, files, zips and tars, one inside another) to a flat list of pictures and of what was left out. */
import type { CodePage, IndexProgress, PageFiles, Skipped, SkipReason, SourceItem } from '../../protocol/dataset'
import type { ForeignKind } from '../../protocol/kinds'
import { Problem, type ProblemCode } from '../../protocol/problem'
import { namedLikeTable } from '../../protocol/tables'
import { ListingBudget, swells } from './budget'
import { KIND_BYTES, kindOf, namedLikePicture } from './header'
import { isBeyondPaths, isLitter, type Placed, reachesOutside, segmentsOf } from './paths'
import { MAX_FILE_BYTES } from './refusal'
import { type ArchiveKind, foreignArchive, isArchive, Sniffer } from './sniff'
import type { SampleSource } from './source'
import { firstBytes, openEntry, openSource } from './source'
import { isTarHeader } from './tar'
import { tarFiles } from './tarFiles'
import { type Look, TooMuch, unpack } from './unpack'
import { type ArchiveEntry, zipEntries } from './zip'

/** A file that is named like a picture. Files of one folder share the list of its names: there may be tens of thousands. */
export interface ListedFile extends Placed {
  /** Folders and name with `/` between them. */
  readonly path: string
  readonly source: SampleSource
  /** Bytes; null where it was not asked: each file's size is a call to the browser's other process (0.1 ms and more). */
  readonly size: number | null
}

export interface Listing {
  readonly files: ListedFile[]
  readonly skipped: Skipped[]
  /** Those of `skipped` that may be tables of labels. */
  readonly texts: ListedFile[]
  /** Those of `skipped` that begin like pictures and are of kinds that are not read here. */
  readonly unread: ListedFile[]
  /** Everything that was seen. */
  readonly seen: number
  /** The encoding that names in archives were read in, of the first that had any that did not say theirs. */
  readonly codePage: CodePage | null
}

/** Of more files than this the sizes are not asked, and the first bytes not looked at: the index stays quick, and the health check or the run finds the bad ones. */
export const INSPECTED = 5000

/** Characters of a path that nobody could unpack. */
const SHOWN_PATH = 1000

/** Archives inside archives inside archives: no deeper. */
const ARCHIVE_DEPTH = 3

/** What is said of an archive that failed so. */
const ARCHIVE_FAULTS: Readonly<Partial<Record<ProblemCode, SkipReason>>> = {
  'zip-too-large': 'too-large',
  'archive-unsupported': 'archive',
}

/**
 * Lists `items`.
 *
 * @param names the encoding of names in archives that do not say theirs; guessed where it is not given
 * @throws Problem `zip-unreadable`, `zip-encrypted`, `zip-too-large` or `archive-unsupported` where an archive is why nothing was found, `permission-lost` where a folder may not be read any more
 */
export async function listItems(
  items: readonly SourceItem[],
  onProgress: (p: IndexProgress) => void,
  signal: AbortSignal,
  names?: CodePage,
): Promise<Listing> {
  const walk = new Walk(onProgress, signal, names)
  for (const item of items) {
    if (item.kind === 'handle') await walk.handle(item.handle, [])
    else if (item.kind === 'listed') await walk.listed(item.files)
    else await walk.file(segmentsOf(item.path), { kind: 'file', file: item.file }, items.length > INSPECTED ? null : item.file.size, 0)
  }
  return walk.end()
}

/** What each kind of archive begins with: a zip with its own letters, or those of a program that unpacks it. */
const lookAt: Readonly<Record<ArchiveKind, Look>> = {
  zip: (first) => {
    if (!['PK', 'MZ', '#!'].includes(String.fromCharCode(...first.subarray(0, 2)))) throw new Error('it begins like no zip')
  },
  tar: (first) => {
    if (!isTarHeader(first)) throw new NoTar('it begins like no tar')
  },
  gzip: () => {},
}

class NoTar extends Error {}

/** Kinds of which some begin like a picture that browsers decode: as TIFFs, as icons. */
const LIKE_READ: readonly ForeignKind[] = ['raw', 'tga']

/** Whether a file of a kind that is not read here begins like one that is, in another browser or of a kind of the same beginning. */
async function beginsLikeRead(kind: ForeignKind, source: SampleSource): Promise<boolean> {
  if (!LIKE_READ.includes(kind)) return kind === 'heic'
  return kindOf(await firstBytes(source, KIND_BYTES).catch(() => new Uint8Array(0))) !== null
}

class Walk {
  private readonly files: ListedFile[] = []
  private readonly skipped: Skipped[] = []
  private readonly texts: ListedFile[] = []
  private readonly unread: ListedFile[] = []
  private seen = 0
  private readonly folders = new Map<string, readonly string[]>()
  private readonly budget = new ListingBudget()
  private readonly sniffer = new Sniffer()
  private failure: Problem | null = null
  private codePage: CodePage | null = null

  constructor(
    private readonly onProgress: (p: IndexProgress) => void,
    private readonly signal: AbortSignal,
    private readonly names: CodePage | undefined,
  ) {}

  async handle(handle: FileSystemDirectoryHandle | FileSystemFileHandle, above: readonly string[]): Promise<void> {
    const path = [...above, handle.name.normalize('NFC')]
    if (handle.kind === 'file') return this.file(path, { kind: 'handle', handle }, null, 0)
    try {
      for await (const child of handle.values()) await this.handle(child, path)
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError') throw new Problem('permission-lost', { name: handle.name })
      if (error instanceof DOMException && error.name === 'NotFoundError') this.skip(path.join('/'), 'cannot-decode')
      else throw error
    }
  }

  async listed(files: PageFiles): Promise<void> {
    // Not `segmentsOf`: a backslash is part of the name here, as it is in a handle's.
    for (const [index, path] of files.paths.entries())
      await this.file(path.normalize('NFC').split('/'), { kind: 'listed', files, index }, null, 0)
  }

  async file(segments: readonly string[], source: SampleSource, size: number | null, depth: number): Promise<void> {
    this.count()
    const path = segments.join('/')
    const name = segments.at(-1) ?? ''
    if (isLitter(segments)) this.skip(path, 'hidden')
    else if (!namedLikePicture(name) && (await this.unnamed(segments, source, depth))) return
    else if (size === 0) this.skip(path, 'empty')
    else if ((size ?? 0) > MAX_FILE_BYTES || (source.kind === 'zip' && swells(source))) this.skip(path, 'too-large')
    else this.files.push({ folders: this.foldersOf(segments), name, path, source, size })
  }

  /** Goes by what is in a file whose name does not tell; true where that is no picture, and is settled. */
  private async unnamed(segments: readonly string[], source: SampleSource, depth: number): Promise<boolean> {
    const path = segments.join('/')
    const name = segments.at(-1) ?? ''
    const content = await this.sniffer.contentOf(name, source)
    if (content === 'picture') return false
    if (namedLikeTable(name) && (content === 'other' || !isArchive(content)))
      this.texts.push({ folders: this.foldersOf(segments), name, path, source, size: null })
    if (content === 'other') this.skip(path, 'not-a-picture')
    else if (content === 'foreign') this.foreign(path, name, await foreignArchive(name, source))
    else if (!isArchive(content)) {
      this.skip(path, content)
      if (await beginsLikeRead(content, source)) this.unread.push({ folders: this.foldersOf(segments), name, path, source, size: null })
    } else if (depth < ARCHIVE_DEPTH) await this.archive(content, segments, source, depth)
    else this.skip(path, 'archive')
    return true
  }

  /** Leaves out an archive of a kind that is not opened. */
  private foreign(path: string, name: string, kind: string | null): void {
    this.failure ??= new Problem('archive-unsupported', { file: name, kind: kind ?? '' })
    this.skip(path, 'archive')
  }

  private foldersOf(segments: readonly string[]): readonly string[] {
    const folders = segments.slice(0, -1)
    const key = folders.join('/')
    const known = this.folders.get(key)
    if (!known) this.folders.set(key, folders)
    return known ?? folders
  }

  /** An archive is a folder of its own name. Stored inside another it is a slice of that; packed it is unpacked once, to a Blob that the browser may keep on disk. */
  private async archive(kind: ArchiveKind, segments: readonly string[], source: SampleSource, depth: number): Promise<void> {
    const name = segments.at(-1)!
    const folder = [...segments.slice(0, -1), name.replace(/(\.tar)?\.[^.]*$/i, '') || name]
    const path = segments.join('/')
    try {
      const blob = await this.openArchive(kind, source, name)
      const lists = kind === 'zip' ? zipEntries(blob, name, this.names) : tarFiles(blob, name, this.signal, this.names)
      for await (const { entries, codePage } of lists) {
        this.codePage ??= codePage
        for (const entry of entries) {
          if (depth > 0 || kind !== 'zip') this.budget.takeEntry(name)
          await this.entry(entry, folder, name, depth)
        }
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      this.failure ??= error
      const { code } = error as Problem
      this.skip(path, ARCHIVE_FAULTS[code] ?? 'cannot-decode')
    }
  }

  private async entry({ path, size, source }: ArchiveEntry, folder: readonly string[], archive: string, depth: number): Promise<void> {
    const shown = () => [...folder, path].join('/')
    if (reachesOutside(path) || isBeyondPaths(segmentsOf(path))) this.skip(shown().slice(0, SHOWN_PATH), 'unsafe-path', true)
    else if (source === 'link') this.skip(shown(), 'link', true)
    else if (source === 'encrypted') {
      this.skip(shown(), 'encrypted', true)
      this.failure ??= new Problem('zip-encrypted', { file: archive })
    } else if ('kind' in source) await this.file([...folder, ...segmentsOf(path)], source, size, depth + 1)
    else {
      this.skip(shown(), 'cannot-decode', true)
      this.failure ??= new Problem('archive-unsupported', { file: archive, kind: source.unsupported })
    }
  }

  /** @throws Problem `zip-unreadable`, `zip-too-large`, `archive-unsupported`; the signal's reason when aborted */
  private async openArchive(kind: ArchiveKind, source: SampleSource, name: string): Promise<Blob> {
    if (source.kind === 'zip') this.budget.takeZip(source, name)
    try {
      const blob = await (source.kind === 'zip' ? openEntry(source, lookAt[kind], this.signal) : openSource(source))
      if (kind !== 'gzip') return blob
      const tar = await unpack(blob, 'gzip', this.budget.roomFor(blob.size), lookAt.tar, this.signal)
      this.budget.takeBytes(tar.size)
      return tar
    } catch (error) {
      this.signal.throwIfAborted()
      if (error instanceof TooMuch) throw new Problem('zip-too-large', { file: name })
      // Of one packed file alone nobody knows what it is.
      if (error instanceof NoTar) throw new Problem('archive-unsupported', { file: name, kind: 'gzip' })
      throw new Problem('zip-unreadable', { file: name })
    }
  }

  private count(): void {
    this.signal.throwIfAborted()
    this.seen++
    if (this.seen % 500 === 0) this.onProgress({ status: 'listing', files: this.seen })
  }

  private skip(path: string, reason: SkipReason, counts = false): void {
    if (counts) this.count()
    this.skipped.push({ path, reason })
  }

  end(): Listing {
    if (this.files.length === 0 && this.failure) throw this.failure
    this.onProgress({ status: 'listing', files: this.seen })
    return { files: this.files, skipped: this.skipped, texts: this.texts, unread: this.unread, seen: this.seen, codePage: this.codePage }
  }
}
