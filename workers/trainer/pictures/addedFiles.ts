/** Added pictures in the origin's private file system: a file for each batch, its pictures one behind another. What cannot be kept there is at hand for the visit. */
import type { AddedPicture, Batch } from '../../data/dataset/additions'
import { type AddedFiles, partsOf } from '../../data/dataset/batches'
import type { SampleSource } from '../../data/files/source'
import { inTurn, isQuota, withLock } from '../../storage/browser'
import { PrivateFolder } from '../../storage/privateFolder'

/** Younger files are not swept away, in milliseconds: another tab may be about to write them down. */
const DAY = 24 * 60 * 60 * 1000
/** Files of one dataset begin alike. */
const prefixOf = (base: string): string => `${base.slice(0, 16)}-`
const lockOf = (name: string): string => `trainyard-added-${name}`

/** A batch that is being written. */
export interface AddedWriter {
  /** @returns whether there was room for it */
  write(bytes: Uint8Array<ArrayBuffer>): boolean
  /** The file's name, and where its pictures lie. */
  end(pictures: readonly AddedPicture[]): Promise<{ readonly file: string; readonly sources: readonly SampleSource[] }>
  drop(): Promise<void>
}

export class PrivateAddedFiles implements AddedFiles {
  /** By batch: what this visit was given. */
  private readonly atHand = new Map<string, readonly SampleSource[]>()
  private readonly mine = new Set<string>()
  private readonly folder = new PrivateFolder('added')

  /** @param now as `Date.now` */
  constructor(private readonly now: () => number = Date.now) {}

  /** @param sources found where the batch is opened anew in this visit */
  remember({ id }: Pick<Batch, 'id'>, sources: readonly SampleSource[]): void {
    this.atHand.set(id, sources)
  }

  async open(batch: Batch): Promise<readonly SampleSource[] | null> {
    return this.atHand.get(batch.id) ?? (await this.openFile(batch))
  }

  private async openFile({ file, pictures }: Batch): Promise<readonly SampleSource[] | null> {
    if (file === null) return null
    const blob = await this.folder.use(async (folder) => (await folder.getFileHandle(file)).getFile()).catch(noneThere)
    // A file that was cut off has not all of them.
    if (!blob || blob.size < pictures.reduce((sum, { size }) => sum + size, 0)) return null
    this.hold(file)
    return partsOf(blob, pictures)
  }

  async sweep(base: string, named: () => Promise<readonly string[]>): Promise<void> {
    try {
      await this.folder.use(async (folder) => {
        const others: string[] = []
        for await (const name of folder.keys()) if (name.startsWith(prefixOf(base)) && !this.mine.has(name)) others.push(name)
        for (const name of others)
          await withLock(lockOf(name), async (had) => {
            if (!had || this.mine.has(name)) return
            const { lastModified } = await (await folder.getFileHandle(name)).getFile()
            if (this.now() - lastModified > DAY && !(await named()).includes(name)) await folder.removeEntry(name)
          })
      })
    } catch {
      // What stays takes room and does no harm; the next visit tries again.
    }
  }

  /** @returns null where the browser gives no room for files, or none at all */
  async begin(base: string): Promise<AddedWriter | null> {
    const { folder } = this
    const name = `${prefixOf(base)}${crypto.randomUUID()}`
    try {
      const { handle, access } = await folder.use(async (files) => {
        const handle = await files.getFileHandle(name, { create: true })
        return { handle, access: await handle.createSyncAccessHandle() }
      })
      this.hold(name)
      let at = 0
      return {
        write(bytes) {
          try {
            const written = access.write(bytes, { at })
            at += written
            return written === bytes.length
          } catch (error) {
            if (isQuota(error)) return false
            throw error
          }
        },
        async end(pictures) {
          access.flush()
          access.close()
          return { file: name, sources: partsOf(await folder.use(() => handle.getFile()), pictures) }
        },
        async drop() {
          access.close()
          // What cannot be removed is swept on a later visit.
          await folder.use((files) => files.removeEntry(name)).catch(() => undefined)
        },
      }
    } catch {
      return null // then they are at hand for this visit, which the person is told
    }
  }

  /** No other tab sweeps it away while this one may come back to it. */
  private hold(name: string): void {
    if (this.mine.has(name)) return
    this.mine.add(name)
    void inTurn(lockOf(name), () => new Promise<void>(() => undefined), 0).catch(() => undefined)
  }
}

/** What a file that is not there gives. @throws any other error */
function noneThere(error: unknown): null {
  if (error instanceof Error && error.name === 'NotFoundError') return null
  throw error
}
