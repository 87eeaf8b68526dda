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
 * The origin's private files. For `privateFolder.ts`, which everybody else goes through.
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

/** Asks the browser not to clear this page's data away when its disk fills up. It may refuse, and need not answer: it is taken at its word later. Never rejects. */
export async function askToKeep(): Promise<boolean> {
  try {
    // Workers have no `persist`.
    const storage: Partial<Persistent> | null = looked(() => navigator.storage)
    if (!storage?.persist) return false
    const persisted = storage.persisted && (await within(PATIENCE_MS, storage.persisted()))
    return persisted || (await within(PATIENCE_MS, storage.persist()))
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
    const opening = looked(() => globalThis.caches)?.open(name)
    return opening ? await within(PATIENCE_MS, opening) : null
  } catch {
    return null
  }
}

/** Forgets all kept answers of that name; nothing where the browser keeps none. Never rejects. */
export async function forgetResponses(name: string): Promise<void> {
  try {
    const forgetting = looked(() => globalThis.caches)?.delete(name)
    if (forgetting) await within(PATIENCE_MS, forgetting)
  } catch {
    // Site data is blocked: there is nothing to forget. A browser that does not answer does it when it can.
  }
}

const ownLocks = new LocalLocks()

/** Asks the browser for a lock; where it has none, refuses, or does not say within `patienceMs`, this thread's own are asked. What comes later is not begun. */
function request<T>(name: string, ifAvailable: boolean, work: Work<T>, patienceMs: number): Promise<T> {
  const locks = looked(() => navigator.locks)
  if (!locks) return ownLocks.request(name, { ifAvailable }, work)
  return new Promise((resolve, reject) => {
    let decided = false
    const instead = () => {
      if (decided) return
      decided = true
      clearTimeout(timer)
      ownLocks.request(name, { ifAvailable }, work).then(resolve, reject)
    }
    const timer = Number.isFinite(patienceMs) ? setTimeout(instead, patienceMs) : undefined
    const begin = (had: boolean): Promise<T> | undefined => {
      if (decided) return undefined
      decided = true
      clearTimeout(timer)
      // Work may throw before it gives a promise.
      const done = (async () => work(had))()
      done.then(resolve, reject)
      return done
    }
    // Its rejection is the work's, or comes before the work was begun.
    const ask = async () => locks.request(name, { ifAvailable }, (lock) => begin(lock !== null))
    ask().catch(instead)
  })
}

/**
 * Does `work` under a lock that all tabs of this origin share, and tells it whether it has the lock: another may. Where the browser has no such locks, or
 * does not answer, under one of this thread's own.
 */
export const withLock = <T>(name: string, work: Work<T>): Promise<T> => request(name, true, work, PATIENCE_MS)

/** Does `work` under that lock once nobody else has it: it may take as long as another tab is open. Resolves after `ms` milliseconds at the latest. */
export async function inTurn(name: string, work: () => Promise<void>, ms: number): Promise<void> {
  const done = request(name, false, work, Number.POSITIVE_INFINITY)
  // Its failure then meets nobody.
  done.catch(() => {})
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  try {
    await Promise.race([done, late])
  } finally {
    clearTimeout(timer)
  }
}
