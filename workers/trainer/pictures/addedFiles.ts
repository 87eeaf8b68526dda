/** Added pictures in the origin's private file system: a file for each batch, its pictures one behind another. What cannot be kept there is at hand for the visit. */
import type { AddedPicture, Batch } from '../../data/dataset/additions'
import { type AddedFiles, partsOf } from '../../data/dataset/batches'
import type { SampleSource } from '../../data/files/source'
import { inTurn, isQuota, withLock } from '../../storage/browser'
import { PrivateFolder } from '../../storage/privateFolder'

const added = new PrivateFolder('added')
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

  /** @param sources found where the batch is opened anew in this visit */
  remember({ id }: Pick<Batch, 'id'>, sources: readonly SampleSource[]): void {
    this.atHand.set(id, sources)
  }

  async open({ id, file, pictures }: Batch): Promise<readonly SampleSource[] | null> {
    try {
      if (file !== null) {
        const blob = await added.use(async (folder) => (await folder.getFileHandle(file)).getFile())
        // A file that was cut off has not all of them.
        if (blob.size >= pictures.reduce((sum, { size }) => sum + size, 0)) {
          this.hold(file)
          return partsOf(blob, pictures)
        }
      }
    } catch {
      // Cleared away by the browser, or its storage does not answer: then they are gone, which the person is told.
    }
    return this.atHand.get(id) ?? null
  }

  async sweep(base: string, files: readonly string[]): Promise<void> {
    try {
      await added.use(async (folder) => {
        const others: string[] = []
        for await (const name of folder.keys()) if (name.startsWith(prefixOf(base)) && !files.includes(name)) others.push(name)
        for (const name of others)
          await withLock(lockOf(name), async (had) => {
            if (had && !this.mine.has(name)) await folder.removeEntry(name)
          })
      })
    } catch {
      // What stays takes room and does no harm; the next visit tries again.
    }
  }

  /** @returns null where the browser gives no room for files, or none at all */
  async begin(base: string): Promise<AddedWriter | null> {
    const name = `${prefixOf(base)}${crypto.randomUUID()}`
    try {
      const { handle, access } = await added.use(async (folder) => {
        const handle = await folder.getFileHandle(name, { create: true })
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
          return { file: name, sources: partsOf(await added.use(() => handle.getFile()), pictures) }
        },
        async drop() {
          access.close()
          // What cannot be removed is swept on a later visit.
          await added.use((folder) => folder.removeEntry(name)).catch(() => undefined)
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
