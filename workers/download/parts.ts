/**
 * Files on their way, in the origin's private file system. At most one lies there between downloads: what came of the last broken one from the
 * hub, so that it can go on. Whatever else lies there is of a worker that was ended, and goes when the next download begins.
 */

import { privateFiles } from '../storage/browser'

const FOLDER = 'downloads'

const isNotFound = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotFoundError'
/** Another tab has it open: it is in use there. */
const isLocked = (error: unknown): boolean => error instanceof DOMException && error.name === 'NoModificationAllowedError'

const folder = async () => (await privateFiles()).getDirectoryHandle(FOLDER, { create: true })

async function partName(address: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(address))
  return `${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}.part`
}

async function remove(dir: FileSystemDirectoryHandle, name: string): Promise<void> {
  await dir.removeEntry(name).catch((error: unknown) => {
    if (!isNotFound(error) && !isLocked(error)) throw error
  })
}

async function* partsIn(dir: FileSystemDirectoryHandle): AsyncGenerator<FileSystemFileHandle> {
  for await (const handle of dir.values()) if (handle.kind === 'file') yield handle as FileSystemFileHandle
}

/** A file that is being fetched. */
export interface Part {
  readonly access: FileSystemSyncAccessHandle
  /** Its bytes, when it is whole; it is gone then. */
  whole(): Promise<ArrayBuffer>
  /** Lets go of it: what there is stays for the next try, or goes. */
  end(keep: boolean): Promise<void>
}

/** Opens the part of an address, with what is there of it, and removes all others. */
export async function openPart(address: string): Promise<Part> {
  const dir = await folder()
  const name = await partName(address)
  for await (const other of partsIn(dir)) if (other.name !== name) await remove(dir, other.name)
  const handle = await dir.getFileHandle(name, { create: true })
  const access = await handle.createSyncAccessHandle()
  return {
    access,
    async whole() {
      access.close()
      const bytes = await (await handle.getFile()).arrayBuffer()
      await remove(dir, name)
      return bytes
    },
    async end(keep) {
      access.close()
      if (!keep) await remove(dir, name)
    },
  }
}

/** Bytes of what lies there. */
export async function partsBytes(): Promise<number> {
  let bytes = 0
  for await (const part of partsIn(await folder())) bytes += (await part.getFile()).size
  return bytes
}

/** Removes what lies there, but for what is open in another tab. */
export async function removeParts(): Promise<void> {
  const dir = await folder()
  for await (const part of partsIn(dir)) await remove(dir, part.name)
}
