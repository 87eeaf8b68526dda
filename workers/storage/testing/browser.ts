/** A browser's storage for unit tests: private files, databases and locks in memory, which fail where a test says so. */
import { vi } from 'vitest'
import { LocalLocks } from '../localLocks'
import { databaseClasses, fakeDatabases } from './databases'
import { Faults } from './faults'
import { FakeDisk } from './files'

/** The browser's locks, shared by all visits of one origin. */
export class FakeLocks {
  private readonly locks = new LocalLocks()
  request<T>(name: string, ...rest: [work: LockWork<T>] | [options: { ifAvailable?: boolean }, work: LockWork<T>]): Promise<T> {
    const work = rest.at(-1) as LockWork<T>
    const options = rest.length === 2 ? rest[0] : {}
    return this.locks.request(name, options, async (had) => work(had ? { name } : null))
  }
}
type LockWork<T> = (lock: { name: string } | null) => T | Promise<T>

export interface FakeBrowser {
  readonly faults: Faults
  readonly disk: FakeDisk
  /** Somebody clears the site's data: files and databases are empty, and open connections closed. */
  clearSiteData(): void
  /** The power fails: what was not flushed is lost, connections are gone, nobody holds a lock. */
  losePower(): void
  /** Gives the globals back. */
  close(): void
}

/** Puts it in the place of the globals. */
export function openBrowser(): FakeBrowser {
  const faults = new Faults()
  const disk = new FakeDisk(faults)
  const databases = fakeDatabases(faults)
  const show = () => {
    vi.stubGlobal('indexedDB', databases.factory)
    vi.stubGlobal('navigator', { storage: disk.storage, locks: new FakeLocks(), userAgent: 'test', hardwareConcurrency: 2 })
  }
  for (const [name, value] of Object.entries(databaseClasses)) vi.stubGlobal(name, value)
  show()
  return {
    faults,
    disk,
    clearSiteData() {
      databases.clear()
      disk.clear()
    },
    losePower() {
      databases.close()
      disk.lose()
      show()
    },
    close() {
      databases.close()
      databases.restore()
      vi.unstubAllGlobals()
    },
  }
}
