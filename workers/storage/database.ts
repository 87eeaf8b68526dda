/** The one way to a database of this project in IndexedDB: opened when it is first used, let go of when another tab needs it, opened again after it was closed. */
import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB, type StoreNames } from 'idb'
import { databases, isQuota } from './browser'
import { noStorage } from './noStorage'
import { within } from './patience'

/** So long another tab may take to let go of an older version, or the browser to answer. */
const PATIENCE_MS = 10_000
/** So long anybody waits for what is asked of an open one: a transaction that must be on disk takes seconds on a busy machine. */
const WORK_PATIENCE_MS = 30_000

/** A connection that the browser closed (site data cleared, its server restarted) fails with one of these; nothing was written then. */
const CLOSED = ['InvalidStateError', 'AbortError', 'UnknownError']
const wasClosed = (error: unknown): boolean => error instanceof Error && CLOSED.includes(error.name)

export interface DatabaseOptions<S extends DBSchema> {
  readonly name: string
  readonly version: number
  /** Makes the stores that a database of version `from` lacks; 0 for a new one. */
  readonly upgrade: (db: IDBPDatabase<S>, from: number) => void
  readonly patienceMs?: number
}

export class Database<S extends DBSchema> {
  private opened: Promise<IDBPDatabase<S>> | null = null
  private current: IDBPDatabase<S> | null = null
  /** Work was not answered in time, and has not been since: whatever is asked for now would only wait behind it. */
  private silent = false

  constructor(private readonly options: DatabaseOptions<S>) {}

  /**
   * What `work` gives. Where the connection turns out to be closed, it is opened once more and `work` is done again.
   * @throws Problem `no-storage`: no databases in this browser, one of a newer version than ours, one that another tab holds, no answer
   */
  async use<T>(work: (db: IDBPDatabase<S>) => Promise<T>): Promise<T> {
    if (this.silent) throw noStorage('silent')
    const db = await this.open()
    try {
      return await this.answer(work(db))
    } catch (error) {
      if (!wasClosed(error)) throw error
      this.opened = null
      db.close()
      return await this.answer(work(await this.open()))
    }
  }

  private async answer<T>(work: Promise<T>): Promise<T> {
    let settled = false
    const settle = () => {
      settled = true
      this.silent = false
    }
    work.then(settle, settle)
    try {
      return await within(this.options.patienceMs ?? WORK_PATIENCE_MS, work)
    } finally {
      if (!settled) this.silent = true
    }
  }

  /**
   * `work` in one transaction, which is on disk when it resolves (strict durability). It fails as a whole: what `work` throws undoes it.
   * @throws Problem `no-storage`; `QuotaExceededError` where there is no room
   */
  change<N extends StoreNames<S>, T>(name: N, work: (store: IDBPObjectStore<S, [N], N, 'readwrite'>) => Promise<T>): Promise<T> {
    return this.use(async (db) => {
      const tx = db.transaction(name, 'readwrite', { durability: 'strict' })
      // It is met below, after the request that it may have come of.
      const ended = tx.done.then(
        () => null,
        (error: unknown) => ({ error }),
      )
      let result: T
      try {
        result = await work(tx.store)
      } catch (error) {
        abort(tx)
        const why = (await ended)?.error
        // A request of an aborted transaction only says that it was aborted.
        throw error instanceof Error && error.name === 'AbortError' && why ? why : error
      }
      const failed = await ended
      if (failed) throw failed.error
      return result
    })
  }

  private open(): Promise<IDBPDatabase<S>> {
    this.opened ??= this.connect().catch((error: unknown) => {
      // The next use tries again.
      this.opened = null
      throw error
    })
    return this.opened
  }

  private async connect(): Promise<IDBPDatabase<S>> {
    if (!databases()) throw noStorage('blocked')
    const { name, version, upgrade, patienceMs = PATIENCE_MS } = this.options
    let heldElsewhere = false
    let left = false
    let own: IDBPDatabase<S> | null = null
    const letGo = () => {
      if (this.current === own) this.opened = null
    }
    try {
      const opening = openDB<S>(name, version, {
        upgrade: (db, from) => upgrade(db, from),
        blocked: () => {
          heldElsewhere = true
        },
        // Another tab wants a newer version, or to delete it: whoever uses it here opens it anew.
        blocking: (_current, _wanted, event) => {
          letGo()
          ;(event.target as IDBDatabase).close()
        },
        terminated: letGo,
      })
      opening.then(
        (db) => left && db.close(),
        () => {},
      )
      own = await within(patienceMs, opening)
      this.current = own
      return own
    } catch (error) {
      left = true
      if (heldElsewhere) throw noStorage('held')
      if (isQuota(error)) throw error
      if (error instanceof Error && error.name === 'Problem') throw error
      throw noStorage(error instanceof Error && error.name === 'VersionError' ? 'newer' : 'blocked', error)
    }
  }
}

function abort(tx: { abort(): void }): void {
  try {
    tx.abort()
  } catch {
    // It has ended by itself.
  }
}
