/** The dataset that is open, written to a file as it is read: to one that the person chose, or to a private one that the page then downloads. */
import { classFolders, newOutcome, type Outcome } from '../../data/takeaway/classFolders'
import { metadataCsv } from '../../data/takeaway/metadata'
import { type ExportedFile, type Listener, Problem, type TakeAwayApi, type TakenAway } from '../../protocol'
import { isQuota, storageFull, withLock } from '../../storage/browser'
import { noStorage } from '../../storage/noStorage'
import { within } from '../../storage/patience'
import { PrivateFolder } from '../../storage/privateFolder'
import type { Pictures } from './pictures'

const taken = new PrivateFolder('taken')
/** So long a disk may take for one piece, and for the last word: a browser may look the whole file through first. */
const PIECE_PATIENCE_MS = 60_000
const CLOSE_PATIENCE_MS = 600_000
/** Bytes that are gathered before they are handed to the disk: each time is a call to the browser's other process. */
const AT_ONCE = 4 << 20
/** Paths of lost pictures that the page is given. */
const EXAMPLES = 20

const lockOf = (name: string): string => `trainyard-taken-${name}`

/** A private file by itself, and the end of its protection from other tabs. */
interface PrivateFile {
  readonly handle: FileSystemFileHandle
  readonly release: () => void
}

/** A new private file that is nobody's to sweep until it is released, or this thread ends. What earlier ones left is removed first. */
async function newFileIn(folder: FileSystemDirectoryHandle): Promise<PrivateFile> {
  for await (const name of folder.keys())
    await withLock(lockOf(name), async (had) => {
      if (had) await folder.removeEntry(name).catch(() => undefined) // another tab was quicker
    })
  const name = crypto.randomUUID()
  const release = await new Promise<() => void>((begun, failed) => {
    withLock(lockOf(name), () => new Promise<void>((resolve) => begun(resolve))).catch(failed)
  })
  return { handle: await folder.getFileHandle(name, { create: true }), release }
}

/** The pieces put together to few large ones. */
async function* gathered(pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let parts: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  const together = (): Uint8Array<ArrayBuffer> => {
    const all = new Uint8Array(length)
    let at = 0
    for (const part of parts) {
      all.set(part, at)
      at += part.length
    }
    parts = []
    length = 0
    return all
  }
  for await (const piece of pieces) {
    parts.push(piece)
    length += piece.length
    if (length >= AT_ONCE) yield together()
  }
  if (length > 0) yield together()
}

/** Writes all of it or, where that fails or is aborted, nothing. */
async function writeWhole(
  handle: FileSystemFileHandle,
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  onWritten: () => void,
): Promise<void> {
  const writable = await within(PIECE_PATIENCE_MS, handle.createWritable())
  try {
    for await (const piece of gathered(pieces)) {
      await within(PIECE_PATIENCE_MS, writable.write(piece))
      onWritten()
    }
    await within(CLOSE_PATIENCE_MS, writable.close())
  } catch (error) {
    await within(PIECE_PATIENCE_MS, writable.abort()).catch(() => undefined) // it has failed already
    throw error
  }
}

/** Takes away the empty file that choosing a place has made. */
async function removeEmpty(handle: FileSystemFileHandle): Promise<void> {
  const chosen: FileSystemFileHandle & { remove?: () => Promise<void> } = handle
  try {
    if ((await chosen.getFile()).size === 0) await chosen.remove?.()
  } catch {
    // It stays, empty: what the person must hear of is why nothing is in it.
  }
}

export class TakeAway implements TakeAwayApi {
  private writing: AbortController | null = null
  private before: PrivateFile | null = null

  constructor(private readonly pictures: Pictures) {}

  async folders(
    into: FileSystemFileHandle | null,
    onProgress: Listener<{ readonly done: number; readonly of: number }>,
  ): Promise<TakenAway> {
    const { dataset } = this.pictures
    this.writing?.abort()
    const writing = new AbortController()
    this.writing = writing
    const outcome = newOutcome()
    const of = dataset.samples.filter(({ used }) => used).length
    const tell = () => onProgress({ done: outcome.pictures + outcome.gone.length, of })
    tell()
    const handle = into ?? (await this.nextPrivateFile())
    try {
      await writeWhole(handle, classFolders(dataset, outcome, writing.signal), tell)
      return { ...summaryOf(outcome), file: into ? null : await handle.getFile() }
    } catch (error) {
      if (into) await removeEmpty(into)
      throw await told(error, into, outcome, writing.signal)
    } finally {
      if (this.writing === writing) this.writing = null
    }
  }

  async table(): Promise<ExportedFile> {
    return { name: 'metadata.csv', blob: new Blob([metadataCsv(this.pictures.dataset)], { type: 'text/csv;charset=utf-8' }) }
  }

  async cancel(): Promise<void> {
    this.writing?.abort()
  }

  private async nextPrivateFile(): Promise<FileSystemFileHandle> {
    // The one before has been downloaded, or never will be.
    this.before?.release()
    this.before = await taken.use(newFileIn)
    if (!('createWritable' in this.before.handle)) throw noStorage('blocked')
    return this.before.handle
  }
}

const summaryOf = ({ pictures, bytes, gone, fingerprint }: Outcome): Omit<TakenAway, 'file'> => ({
  pictures,
  bytes,
  fingerprint,
  gone: { total: gone.length, examples: gone.slice(0, EXAMPLES) },
})

/** What to throw for what writing threw: the disk's faults as problems, all else as it is. */
async function told(error: unknown, into: FileSystemFileHandle | null, { bytes }: Outcome, signal: AbortSignal): Promise<unknown> {
  if (signal.aborted) return signal.reason
  if (!into) return isQuota(error) ? storageFull(bytes) : error
  if (!(error instanceof DOMException)) return error
  return new Problem('file-not-written', { file: into.name, full: isQuota(error), detail: `${error.name}: ${error.message}` })
}
