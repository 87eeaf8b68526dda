/** Run files in the origin's private file system: written whole, flushed, then named by the record, so that a crash leaves the previous one. */
import { Problem } from '../../protocol'

const ROOT = 'runs'

async function folder(run: string, create: boolean): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory()
  const runs = await root.getDirectoryHandle(ROOT, { create: true })
  return runs.getDirectoryHandle(run, { create })
}

const isNotFound = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotFoundError'
/** Whether storage is full. */
export const isQuota = (error: unknown): boolean => error instanceof Error && error.name === 'QuotaExceededError'

/** What to tell the person when `bytes` found no room. */
export async function storageFull(bytes: number): Promise<Problem<'storage-full'>> {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate()
  return new Problem('storage-full', { needed: bytes, free: Math.max(0, quota - usage) })
}

/**
 * Writes and flushes a file that does not exist yet, its parts one after another: a copy of all of them would take a network's size of memory.
 * @returns its bytes
 * @throws Problem `storage-full`, after removing what was written
 */
export async function writeRunFile(run: string, name: string, parts: readonly Uint8Array[]): Promise<number> {
  const dir = await folder(run, true)
  const bytes = parts.reduce((sum, part) => sum + part.byteLength, 0)
  const written = await writeWhole(dir, name, parts)
  if (written === bytes) return bytes
  await dir.removeEntry(name).catch((error: unknown) => {
    if (!isNotFound(error)) throw error
  })
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

/** Reads a file whole; null when there is none. */
export async function readRunFile(run: string, name: string): Promise<ArrayBuffer | null> {
  try {
    const file = await (await (await folder(run, false)).getFileHandle(name)).getFile()
    return await file.arrayBuffer()
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

/** Bytes that each run's files take. */
export async function runSizes(): Promise<Map<string, number>> {
  const root = await navigator.storage.getDirectory()
  const runs = await root.getDirectoryHandle(ROOT, { create: true })
  const sizes = new Map<string, number>()
  for await (const [id, dir] of runs.entries()) {
    if (!isFolder(dir)) continue
    for await (const file of dir.values()) if (!isFolder(file)) sizes.set(id, (sizes.get(id) ?? 0) + (await sizeOf(file)))
  }
  return sizes
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

/** Removes the files of a run that are not in `keep`; all of it when `keep` is empty. */
export async function sweepRunFiles(run: string, keep: readonly string[]): Promise<void> {
  if (keep.length === 0) {
    const root = await navigator.storage.getDirectory()
    try {
      await (await root.getDirectoryHandle(ROOT)).removeEntry(run, { recursive: true })
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
    return
  }
  const dir = await folder(run, true)
  for await (const name of dir.keys()) if (!keep.includes(name)) await dir.removeEntry(name)
}
