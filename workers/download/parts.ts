/**
 * Files on their way, in the origin's private file system. At most one lies there between downloads: what came of the last broken one from the
 * hub, so that it can go on. Whatever else lies there is of a worker that was ended, and goes when the next download begins. Where the browser has
 * no such files, a download is on its way in memory.
 */

import { MOST_WEIGHTS_BYTES, Problem } from '../protocol'
import { PrivateFolder } from '../storage/privateFolder'

const parts = new PrivateFolder('downloads')

const isNotFound = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotFoundError'
/** Another tab has it open: it is in use there. */
const isLocked = (error: unknown): boolean => error instanceof DOMException && error.name === 'NoModificationAllowedError'

/** What `work` gives; null where the browser has no private files, or does not answer. */
const ifAny = <T>(work: (dir: FileSystemDirectoryHandle) => Promise<T>): Promise<T | null> =>
  parts.use(work).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'no-storage') return null
    throw error
  })

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

/** What a download needs of a file. */
type PartAccess = Pick<FileSystemSyncAccessHandle, 'getSize' | 'truncate' | 'flush'> & {
  /** @returns how much found room */
  write(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number
}

/** A file that is being fetched. */
export interface Part {
  readonly access: PartAccess
  /** Says how many bytes it will have in all, as far as the server tells. */
  expect(total: number): void
  /** Its bytes, when it is whole; it is gone then. */
  whole(): Promise<ArrayBuffer>
  /** Lets go of it: what there is stays for the next try, or goes. Never rejects: what cannot be removed goes when the next download begins. */
  end(keep: boolean): Promise<void>
}

/** Takes as much memory as the server says that the file has, and more only as it comes. */
function partInMemory(): Part {
  let bytes = new Uint8Array(0)
  let size = 0
  const reserve = (room: number) => {
    if (room <= bytes.length) return
    const grown = new Uint8Array(room)
    grown.set(bytes.subarray(0, size))
    bytes = grown
  }
  return {
    access: {
      getSize: () => size,
      truncate(to) {
        size = Math.min(size, to)
      },
      write(piece, { at }) {
        const end = at + piece.byteLength
        if (end > bytes.length) reserve(Math.max(end, Math.min(2 * bytes.length, MOST_WEIGHTS_BYTES)))
        bytes.set(piece, at)
        size = end
        return piece.byteLength
      },
      flush() {},
    },
    expect: reserve,
    whole: async () => (size === bytes.length ? bytes.buffer : bytes.buffer.slice(0, size)),
    end: async () => {},
  }
}

/** Opens the part of an address, with what is there of it, and removes all others; in memory where another tab is at it. */
export async function openPart(address: string): Promise<Part> {
  const name = await partName(address)
  let isLate = false
  const opening = ifAny(async (dir) => {
    const part = await openIn(dir, name)
    // Nobody waits for it any more, and left open it would lock out the next download.
    if (isLate) await part?.end(true)
    return part
  })
  const part = await opening
  isLate = part === null
  return part ?? partInMemory()
}

/** Null where another tab has it open. */
async function openIn(dir: FileSystemDirectoryHandle, name: string): Promise<Part | null> {
  for await (const other of partsIn(dir)) if (other.name !== name) await remove(dir, other.name)
  const handle = await dir.getFileHandle(name, { create: true })
  const access = await handle.createSyncAccessHandle().catch((error: unknown) => {
    if (isLocked(error)) return null
    throw error
  })
  if (!access) return null
  return {
    access,
    expect() {},
    whole() {
      access.close()
      return parts.use(async (now) => {
        const bytes = await (await handle.getFile()).arrayBuffer()
        await remove(now, name)
        return bytes
      })
    },
    async end(keep) {
      try {
        access.close()
        if (!keep) await parts.use((now) => remove(now, name))
      } catch (error) {
        console.warn('a part of a download stays', error)
      }
    },
  }
}

/** Bytes of what lies there. */
export async function partsBytes(): Promise<number> {
  const bytes = await ifAny(async (dir) => {
    let sum = 0
    for await (const part of partsIn(dir)) sum += (await part.getFile()).size
    return sum
  })
  return bytes ?? 0
}

/** Removes what lies there, but for what is open in another tab. */
export async function removeParts(): Promise<void> {
  await ifAny(async (dir) => {
    for await (const part of partsIn(dir)) await remove(dir, part.name)
  })
}
