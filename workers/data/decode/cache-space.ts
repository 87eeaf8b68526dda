/** Room for decoded pictures in the origin's private file system: made for one pool, bounded, and cleared of what ended tabs left. */

export interface CacheSpace {
  readonly directory: FileSystemDirectoryHandle
  /** What may be used, at most. */
  readonly bytes: number
  remove(): Promise<void>
}

const FOLDER = 'decoded'
/** Share of what the browser would still give: checkpoints and the person's own files want room too. */
const SHARE = 0.5

/** Makes room; null where this browser has no such files or there is none left. */
export async function makeSpace(wanted: number): Promise<CacheSpace | null> {
  try {
    const root = await navigator.storage.getDirectory()
    const all = await root.getDirectoryHandle(FOLDER, { create: true })
    for await (const name of all.keys()) await all.removeEntry(name, { recursive: true }).catch(() => undefined) // another tab's, in use
    const { quota = 0, usage = 0 } = await navigator.storage.estimate()
    const bytes = Math.min(wanted, Math.floor((quota - usage) * SHARE))
    if (bytes <= 0) return null
    const name = crypto.randomUUID()
    const directory = await all.getDirectoryHandle(name, { create: true })
    // While the ended workers' files are still being closed this fails; the next pool clears them then.
    return { directory, bytes, remove: () => all.removeEntry(name, { recursive: true }).catch(() => undefined) }
  } catch {
    return null
  }
}
