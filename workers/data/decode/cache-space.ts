/** Room for decoded pictures in the origin's private file system: made for one pool, bounded, and cleared of what ended tabs left. */
import { space, withLock } from '../../storage/browser'
import { within } from '../../storage/patience'
import { PrivateFolder } from '../../storage/privateFolder'

export interface CacheSpace {
  readonly directory: FileSystemDirectoryHandle
  /** What may be used, at most. */
  readonly bytes: number
  remove(): Promise<void>
}

const spaces = new PrivateFolder('decoded')
/** So long anybody waits for a folder to be removed: what stays goes with the next pool's. */
const PATIENCE_MS = 10_000
/** Share of what the browser would still give: checkpoints and the person's own files want room too. */
const SHARE = 0.5

/** Held as long as the folder is in use, by whatever tab: a folder whose lock is free is nobody's. */
const lockOf = (name: string): string => `trainyard-decoded-${name}`

/** Takes a folder's lock; resolves with what gives it back. */
function hold(name: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    withLock(lockOf(name), () => new Promise<void>((release) => resolve(release))).catch(reject)
  })
}

async function removeLeftovers(all: FileSystemDirectoryHandle): Promise<void> {
  const names: string[] = []
  for await (const name of all.keys()) names.push(name)
  for (const name of names)
    await withLock(lockOf(name), async (had) => {
      // What cannot be removed yet goes with the next pool's.
      if (had) await all.removeEntry(name, { recursive: true }).catch(() => undefined)
    })
}

/** Makes room; null where this browser has no such files or there is none left. */
export async function makeSpace(wanted: number): Promise<CacheSpace | null> {
  try {
    return await spaces.use((all) => makeIn(all, wanted))
  } catch {
    return null
  }
}

async function makeIn(all: FileSystemDirectoryHandle, wanted: number): Promise<CacheSpace | null> {
  await removeLeftovers(all)
  const bytes = Math.min(wanted, Math.floor(((await space()).free ?? 0) * SHARE))
  if (bytes <= 0) return null
  const name = crypto.randomUUID()
  const release = await hold(name)
  const remove = async (): Promise<void> => {
    // While the ended workers' files are still being closed this fails; the next pool clears them then.
    await within(PATIENCE_MS, all.removeEntry(name, { recursive: true })).catch(() => undefined)
    release()
  }
  try {
    return { directory: await all.getDirectoryHandle(name, { create: true }), bytes, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
