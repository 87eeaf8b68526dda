/** Run files in the origin's private file system: written whole, flushed, then named by the record, so that a crash leaves the previous one. */
import { isQuota, privateFiles, storageFull } from '../../storage/browser'
import { within } from '../../storage/patience'

const ROOT = 'runs'

/** So long anybody waits for files: those of a network take seconds on a busy disk, and some browsers never answer. */
const PATIENCE_MS = 60_000

const allFolders = async (): Promise<FileSystemDirectoryHandle> => (await privateFiles()).getDirectoryHandle(ROOT, { create: true })
const folder = async (run: string, create: boolean): Promise<FileSystemDirectoryHandle> =>
  (await allFolders()).getDirectoryHandle(run, { create })

const isNotFound = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotFoundError'

/**
 * Writes and flushes a file that does not exist yet, its parts one after another: a copy of all of them would take a network's size of memory.
 * @returns its bytes
 * @throws Problem `storage-full`, after removing what was written; `no-storage`
 */
export const writeRunFile = (run: string, name: string, parts: readonly Uint8Array[]): Promise<number> =>
  within(PATIENCE_MS, write(run, name, parts))

async function write(run: string, name: string, parts: readonly Uint8Array[]): Promise<number> {
  const dir = await folder(run, true)
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
export const readRunFile = (run: string, name: string): Promise<ArrayBuffer | null> => within(PATIENCE_MS, read(run, name))

async function read(run: string, name: string): Promise<ArrayBuffer | null> {
  try {
    const file = await (await (await folder(run, false)).getFileHandle(name)).getFile()
    return await file.arrayBuffer()
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

/**
 * Names of the files that a run has.
 * @throws Problem `no-storage`
 */
export const runFileNames = (run: string): Promise<Set<string>> => within(PATIENCE_MS, namesOf(run))

async function namesOf(run: string): Promise<Set<string>> {
  const names = new Set<string>()
  for await (const name of (await folder(run, true)).keys()) names.add(name)
  return names
}

/**
 * Bytes that each run's files take; 0 for an empty folder.
 * @throws Problem `no-storage`
 */
export const runSizes = (): Promise<Map<string, number>> => within(PATIENCE_MS, sizes())

async function sizes(): Promise<Map<string, number>> {
  const bytes = new Map<string, number>()
  for await (const [id, dir] of (await allFolders()).entries()) {
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
export const sweepRunFiles = (run: string, keep: readonly string[]): Promise<void> => within(PATIENCE_MS, sweep(run, keep))

async function sweep(run: string, keep: readonly string[]): Promise<void> {
  if (keep.length === 0) {
    try {
      await (await allFolders()).removeEntry(run, { recursive: true })
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
    return
  }
  const dir = await folder(run, true)
  const failures: unknown[] = []
  for await (const name of dir.keys()) {
    if (keep.includes(name)) continue
    await dir.removeEntry(name).catch((error: unknown) => {
      if (!isNotFound(error)) failures.push(error)
    })
  }
  if (failures.length > 0) throw failures.at(-1)
}
