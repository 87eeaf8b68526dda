/** Run files in the origin's private file system: written whole, flushed, then named by the record, so that a crash leaves the previous one. */
import { isQuota, storageFull } from '../../storage/browser'
import { PrivateFolder } from '../../storage/privateFolder'

const folders = new PrivateFolder('runs')
/** What `work` gives, which has the folder of one run. */
const inFolder = <T>(run: string, create: boolean, work: (dir: FileSystemDirectoryHandle) => Promise<T>): Promise<T> =>
  folders.use(async (all) => work(await all.getDirectoryHandle(run, { create })))

const isNotFound = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotFoundError'

/**
 * Writes and flushes a file that does not exist yet, its parts one after another: a copy of all of them would take a network's size of memory.
 * @returns its bytes
 * @throws Problem `storage-full`, after removing what was written; `no-storage`
 */
export const writeRunFile = (run: string, name: string, parts: readonly Uint8Array[]): Promise<number> =>
  inFolder(run, true, (dir) => write(dir, name, parts))

async function write(dir: FileSystemDirectoryHandle, name: string, parts: readonly Uint8Array[]): Promise<number> {
  const bytes = parts.reduce((sum, part) => sum + part.byteLength, 0)
  const written = await writeWhole(dir, name, parts)
  if (written === bytes) return bytes
  // A part that stays is not named by the record, and goes with the next sweep: what the person must hear of is the full disk.
  await dir.removeEntry(name).catch(() => {})
  throw await storageFull(bytes)
}

/** @returns how many bytes found room */
async function writeWhole(dir: FileSystemDirectoryHandle, name: string, parts: readonly Uint8Array[]): Promise<number> {
  try {
    const handle = await dir.getFileHandle(name, { create: true })
    const access = await handle.createSyncAccessHandle()
    try {
      access.truncate(0)
      let written = 0
      for (const part of parts) {
        const count = access.write(part, { at: written })
        written += count
        if (count < part.byteLength) break
      }
      access.flush()
      return written
    } finally {
      access.close()
    }
  } catch (error) {
    if (isQuota(error)) return 0
    throw error
  }
}

/**
 * Reads a file whole; null when there is none.
 * @throws Problem `no-storage`
 */
export async function readRunFile(run: string, name: string): Promise<ArrayBuffer | null> {
  try {
    return await inFolder(run, false, async (dir) => (await (await dir.getFileHandle(name)).getFile()).arrayBuffer())
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

/**
 * Names of the files that a run has.
 * @throws Problem `no-storage`
 */
export const runFileNames = (run: string): Promise<Set<string>> =>
  inFolder(run, true, async (dir) => {
    const names = new Set<string>()
    for await (const name of dir.keys()) names.add(name)
    return names
  })

/**
 * Bytes that each run's files take; 0 for an empty folder.
 * @throws Problem `no-storage`
 */
export const runSizes = (): Promise<Map<string, number>> => folders.use(sizesIn)

async function sizesIn(all: FileSystemDirectoryHandle): Promise<Map<string, number>> {
  const bytes = new Map<string, number>()
  for await (const [id, dir] of all.entries()) {
    if (!isFolder(dir)) continue
    bytes.set(id, 0)
    for await (const file of dir.values()) if (!isFolder(file)) bytes.set(id, (bytes.get(id) ?? 0) + (await sizeOf(file)))
  }
  return bytes
}
const isFolder = (handle: FileSystemHandle): handle is FileSystemDirectoryHandle => handle.kind === 'directory'

/** A file that another tab removed meanwhile takes nothing. */
async function sizeOf(file: FileSystemFileHandle): Promise<number> {
  try {
    return (await file.getFile()).size
  } catch (error) {
    if (isNotFound(error)) return 0
    throw error
  }
}

/**
 * Removes the files of a run that are not in `keep`; all of it when `keep` is empty. One that cannot be removed does not keep the others.
 * @throws whatever the last of them failed with; Problem `no-storage`
 */
export const sweepRunFiles = (run: string, keep: readonly string[]): Promise<void> =>
  keep.length === 0 ? folders.use((all) => removeAll(all, run)) : inFolder(run, true, (dir) => sweep(dir, keep))

async function removeAll(all: FileSystemDirectoryHandle, run: string): Promise<void> {
  try {
    await all.removeEntry(run, { recursive: true })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

async function sweep(dir: FileSystemDirectoryHandle, keep: readonly string[]): Promise<void> {
  const failures: unknown[] = []
  for await (const name of dir.keys()) {
    if (keep.includes(name)) continue
    await dir.removeEntry(name).catch((error: unknown) => {
      if (!isNotFound(error)) failures.push(error)
    })
  }
  if (failures.length > 0) throw failures.at(-1)
}
