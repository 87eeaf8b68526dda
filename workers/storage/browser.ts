/**
 * What a browser gives a page to keep things in, and the only place that asks for it. Each may be missing (WebKitGTK has no `navigator.storage`)
 * or throw at a mere look (site data blocked): the answer is then "none", so that nobody who keeps something can forget.
 */
import { Problem } from '../protocol'
import { LocalLocks, type Work } from './localLocks'
import { noStorage } from './noStorage'
import { within } from './patience'

/** So long anybody waits for the answer to a question that costs the browser nothing. */
const PATIENCE_MS = 10_000

/** What the look gives; null where there is nothing, or the look itself throws. */
function looked<T>(look: () => T | undefined | null): T | null {
  try {
    return look() ?? null
  } catch {
    return null
  }
}

/** The browser's databases; null where there are none. For `database.ts`, which everybody else goes through. */
export const databases = (): IDBFactory | null => looked(() => globalThis.indexedDB)

/**
 * The origin's private files.
 * @throws Problem `no-storage` where the page has none, or the browser does not answer
 */
export async function privateFiles(): Promise<FileSystemDirectoryHandle> {
  const storage = looked(() => navigator.storage)
  if (!storage?.getDirectory) throw noStorage('blocked')
  try {
    return await within(PATIENCE_MS, storage.getDirectory())
  } catch (error) {
    throw error instanceof Problem ? error : noStorage('blocked', error)
  }
}

/** Bytes that the browser allows this page, and those of them that are free; null where it does not say. */
export interface Space {
  readonly quota: number | null
  readonly free: number | null
}

/** Never rejects, and does not wait for a browser that does not answer. */
export async function space(): Promise<Space> {
  try {
    const asked = looked(() => navigator.storage)?.estimate?.()
    const { quota = null, usage = 0 } = (asked && (await within(PATIENCE_MS, asked))) ?? {}
    return { quota, free: quota === null ? null : Math.max(0, quota - usage) }
  } catch {
    return { quota: null, free: null }
  }
}

/** Whether storage is full. */
export const isQuota = (error: unknown): boolean => error instanceof Error && error.name === 'QuotaExceededError'

/** What to tell the person when `needed` bytes found no room. */
export async function storageFull(needed: number): Promise<Problem<'storage-full'>> {
  return new Problem('storage-full', { needed, free: (await space()).free ?? 0 })
}

interface Persistent {
  persist(): Promise<boolean>
  persisted(): Promise<boolean>
}

/** Asks the browser not to clear this page's data away when its disk fills up. It may refuse, and need not answer. Never rejects. */
export async function askToKeep(): Promise<boolean> {
  try {
    // Workers have no `persist`.
    const storage: Partial<Persistent> | null = looked(() => navigator.storage)
    if (!storage?.persist) return false
    return (await storage.persisted?.()) || (await storage.persist())
  } catch {
    return false
  }
}

interface Texts {
  getItem(key: string): string | null
  setItem(key: string, text: string): void
}
const texts = globalThis as { readonly localStorage?: Texts; readonly sessionStorage?: Texts }

/** Small texts: where there is no place for them nothing is found, and nothing is kept. Never throws. */
const textsOf = (place: keyof typeof texts) => ({
  read: (key: string): string | null => looked(() => texts[place]?.getItem(key)),
  /** Whether it is kept. */
  write: (key: string, text: string): boolean =>
    looked(() => {
      if (!texts[place]) return false
      texts[place].setItem(key, text)
      return true
    }) ?? false,
})
/** Those of this origin. */
export const localTexts = textsOf('localStorage')
/** Those of this tab, which outlive a reload of the page and nothing else. */
export const tabTexts = textsOf('sessionStorage')

/** Kept answers of servers; null where the browser keeps none. */
export async function keptResponses(name: string): Promise<Cache | null> {
  try {
    return (await looked(() => globalThis.caches)?.open(name)) ?? null
  } catch {
    return null
  }
}

/** Forgets all kept answers of that name; nothing where the browser keeps none. Never rejects. */
export async function forgetResponses(name: string): Promise<void> {
  try {
    await looked(() => globalThis.caches)?.delete(name)
  } catch {
    // Site data is blocked: there is nothing to forget.
  }
}

const ownLocks = new LocalLocks()

/** Does `work` under a lock that all tabs of this origin share; where the browser has no such locks, under one of this thread's own. */
export async function withLock<T>(name: string, options: { readonly ifAvailable?: boolean }, work: Work<T>): Promise<T> {
  const locks = looked(() => navigator.locks)
  if (!locks) return ownLocks.request(name, options, work)
  let begun = false
  const begin = (had: boolean): Promise<T> => {
    begun = true
    return work(had)
  }
  try {
    return await locks.request(name, options, (lock) => begin(lock !== null))
  } catch (error) {
    if (begun) throw error
    return ownLocks.request(name, options, work)
  }
}
