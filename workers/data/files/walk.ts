/** Walks what a person dropped (folders, files, zips, zips inside zips) to a flat list of pictures and of what was left out. */
import type { IndexProgress, PageFiles, Skipped, SkipReason, SourceItem } from '../../protocol/dataset'
import { Problem } from '../../protocol/problem'
import { namedLikeTable } from '../../protocol/tables'
import { ListingBudget, swells } from './budget'
import { namedLikePicture } from './header'
import { isLitter, type Placed, reachesOutside, segmentsOf } from './paths'
import { MAX_FILE_BYTES } from './refusal'
import { foreignArchive, Sniffer } from './sniff'
import type { SampleSource } from './source'
import { openEntry, openSource } from './source'
import { zipEntries } from './zip'

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
  /** Everything that was seen. */
  readonly seen: number
}

/** Of more files than this the sizes are not asked, and the first bytes not looked at: the index stays quick, and the health check or the run finds the bad ones. */
export const INSPECTED = 5000

/** Zips inside zips inside zips: no deeper. */
const ZIP_DEPTH = 3

/**
 * Lists `items`.
 *
 * @throws Problem `zip-unreadable`, `zip-encrypted`, `zip-too-large` or `archive-unsupported` where an archive is why nothing was found, `permission-lost` where a folder may not be read any more
 */
export async function listItems(
  items: readonly SourceItem[],
  onProgress: (p: IndexProgress) => void,
  signal: AbortSignal,
): Promise<Listing> {
  const walk = new Walk(onProgress, signal)
  for (const item of items) {
    if (item.kind === 'handle') await walk.handle(item.handle, [])
    else if (item.kind === 'listed') await walk.listed(item.files)
    else await walk.file(segmentsOf(item.path), { kind: 'file', file: item.file }, items.length > INSPECTED ? null : item.file.size, 0)
  }
  return walk.end()
}

/** What a zip begins with: its own letters, or those of a program that unpacks it. */
function lookAtZip(first: Uint8Array): void {
  if (!['PK', 'MZ', '#!'].includes(String.fromCharCode(...first.subarray(0, 2)))) throw new Error('it begins like no zip')
}

class Walk {
  private readonly files: ListedFile[] = []
  private readonly skipped: Skipped[] = []
  private readonly texts: ListedFile[] = []
  private seen = 0
  private readonly folders = new Map<string, readonly string[]>()
  private readonly budget = new ListingBudget()
  private readonly sniffer = new Sniffer()
  private failure: Problem | null = null

  constructor(
    private readonly onProgress: (p: IndexProgress) => void,
    private readonly signal: AbortSignal,
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
    else if (/\.zip$/i.test(name) && depth < ZIP_DEPTH) await this.zip(segments, source, depth)
    else if (!namedLikePicture(name) && (await this.unnamed(segments, source, depth))) return
    else if (size === 0) this.skip(path, 'empty')
    else if ((size ?? 0) > MAX_FILE_BYTES || (source.kind === 'zip' && swells(source))) this.skip(path, 'too-large')
    else this.files.push({ folders: this.foldersOf(segments), name, path, source, size })
  }

  /** Goes by what is in a file whose name does not tell; true where that is no picture, and is settled. */
  private async unnamed(segments: readonly string[], source: SampleSource, depth: number): Promise<boolean> {
    const name = segments.at(-1) ?? ''
    const kind = await foreignArchive(name, source)
    if (kind !== null) this.failure ??= new Problem('archive-unsupported', { file: name, kind })
    const content = kind === null ? await this.sniffer.contentOf(name, source) : 'other'
    if (content === 'picture') return false
    if (content === 'zip' && depth < ZIP_DEPTH) await this.zip(segments, source, depth)
    else {
      if (namedLikeTable(name)) this.texts.push({ folders: this.foldersOf(segments), name, path: segments.join('/'), source, size: null })
      this.skip(segments.join('/'), content === 'other' || content === 'zip' ? 'not-a-picture' : content)
    }
    return true
  }

  private foldersOf(segments: readonly string[]): readonly string[] {
    const folders = segments.slice(0, -1)
    const key = folders.join('/')
    const known = this.folders.get(key)
    if (!known) this.folders.set(key, folders)
    return known ?? folders
  }

  /** A zip is a folder of its own name. Stored inside another it is a slice of that; deflated it is unpacked once, to a Blob that the browser may keep on disk. */
  private async zip(segments: readonly string[], source: SampleSource, depth: number): Promise<void> {
    const folder = [...segments.slice(0, -1), segments.at(-1)!.replace(/\.[^.]*$/, '')]
    const name = segments.at(-1)!
    try {
      const blob = await this.openZip(source, name)
      for await (const entries of zipEntries(blob, name)) {
        for (const entry of entries) {
          if (depth > 0) this.budget.takeEntry(name)
          const shown = () => [...folder, entry.path].join('/')
          if (reachesOutside(entry.path)) this.skip(shown(), 'unsafe-path', true)
          else if (entry.source !== 'encrypted' && 'kind' in entry.source)
            await this.file([...folder, ...segmentsOf(entry.path)], entry.source, entry.size, depth + 1)
          else if (entry.source === 'encrypted') {
            this.skip(shown(), 'encrypted', true)
            this.failure ??= new Problem('zip-encrypted', { file: name })
          } else {
            this.skip(shown(), 'cannot-decode', true)
            this.failure ??= new Problem('archive-unsupported', { file: name, kind: entry.source.unsupported })
          }
        }
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      this.failure ??= error
      this.skip(segments.join('/'), error.code === 'zip-too-large' ? 'too-large' : 'cannot-decode')
    }
  }

  /** @throws Problem `zip-unreadable`, `zip-too-large`; the signal's reason when aborted */
  private async openZip(source: SampleSource, name: string): Promise<Blob> {
    if (source.kind === 'zip') this.budget.takeZip(source, name)
    try {
      return await (source.kind === 'zip' ? openEntry(source, lookAtZip, this.signal) : openSource(source))
    } catch {
      this.signal.throwIfAborted()
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
    return { files: this.files, skipped: this.skipped, texts: this.texts, seen: this.seen }
  }
}
