/** The one way to a database of this project in IndexedDB: opened when it is first used, let go of when another tab needs it, opened again after it was closed. */
import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB, type StoreNames } from 'idb'
import { databases, isQuota } from './browser'
import { noStorage } from './noStorage'
import { Patience, within } from './patience'

/** So long another tab may take to let go of an older version, or the browser to open it, in milliseconds. */
const PATIENCE_MS = 10_000
/** So many times as long anybody waits for what is asked of it, opening it included: a transaction that must be on disk takes seconds on a busy machine. */
const FOR_WORK = 3

/** A connection that the browser closed (site data cleared, its server restarted) fails with one of these; nothing was written then. */
const CLOSED = ['InvalidStateError', 'AbortError', 'UnknownError']
const wasClosed = (error: unknown): boolean => error instanceof Error && CLOSED.includes(error.name)

export interface DatabaseOptions<S extends DBSchema> {
  readonly name: string
  readonly version: number
  /** Makes the stores that a database of version `from` lacks; 0 for a new one. */
  readonly upgrade: (db: IDBPDatabase<S>, from: number) => void
  /** For opening it, in milliseconds; work may take `FOR_WORK` times as long. */
  readonly patienceMs?: number
}

/** An open database. */
interface Connection<S extends DBSchema> {
  readonly db: IDBPDatabase<S>
  /** What to do where the browser closes it: work that is under way, of which nothing more is heard. */
  readonly lost: Set<() => void>
}

export class Database<S extends DBSchema> {
  private opened: Promise<Connection<S>> | null = null
  private readonly patience: Patience

  constructor(private readonly options: DatabaseOptions<S>) {
    this.patience = new Patience(FOR_WORK * (options.patienceMs ?? PATIENCE_MS), () => this.tryAnew())
  }

  /**
   * What `work` gives. Where the connection turns out to be closed, it is opened once more and `work` is done again.
   * @throws Problem `no-storage`: no databases in this browser, one of a newer version than ours, one that another tab holds, no answer
   */
  use<T>(work: (db: IDBPDatabase<S>) => Promise<T>): Promise<T> {
    return this.patience.wait(async () => {
      const opened = this.open()
      try {
        return await answerOf(await opened, work)
      } catch (error) {
        if (!wasClosed(error)) throw error
        await this.leave(opened)
        return answerOf(await this.open(), work)
      }
    })
  }

  /** Whoever else found it closed may have opened it anew already. */
  private async leave(opened: Promise<Connection<S>>): Promise<void> {
    if (this.opened === opened) this.opened = null
    ;(await opened).db.close()
  }

  /** A connection of before may never answer again; behind work that is only slow, this waits as everybody would. */
  private async tryAnew(): Promise<void> {
    if (this.opened) await this.leave(this.opened)
    const { db } = await this.open()
    const [name] = db.objectStoreNames
    if (name !== undefined) await db.transaction(name, 'readwrite').store.get(IDBKeyRange.only(''))
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

  private open(): Promise<Connection<S>> {
    if (this.opened) return this.opened
    const opening: Promise<Connection<S>> = this.connect(() => this.forget(opening))
    this.opened = opening
    // The next use tries again.
    opening.catch(() => this.forget(opening))
    return opening
  }

  private forget(opened: Promise<Connection<S>>): void {
    if (this.opened === opened) this.opened = null
  }

  /** @param onGone hears that nobody may use it any more */
  private async connect(onGone: () => void): Promise<Connection<S>> {
    if (!databases()) throw noStorage('blocked')
    const { name, version, upgrade, patienceMs = PATIENCE_MS } = this.options
    const lost = new Set<() => void>()
    let heldElsewhere = false
    let left = false
    try {
      const opening = openDB<S>(name, version, {
        upgrade: (db, from) => upgrade(db, from),
        blocked: () => {
          heldElsewhere = true
        },
        // Another tab wants a newer version, or to delete it: whoever uses it here opens it anew.
        blocking: (_current, _wanted, event) => {
          onGone()
          ;(event.target as IDBDatabase).close()
        },
        terminated: () => {
          onGone()
          for (const tell of lost) tell()
        },
      })
      opening.then(
        (db) => left && db.close(),
        () => {},
      )
      return { db: await within(patienceMs, opening), lost }
    } catch (error) {
      left = true
      if (heldElsewhere) throw noStorage('held')
      if (isQuota(error)) throw error
      if (error instanceof Error && error.name === 'Problem') throw error
      throw noStorage(error instanceof Error && error.name === 'VersionError' ? 'newer' : 'blocked', error)
    }
  }
}

/** What `work` gives on this connection; where the browser closes it meanwhile, what a closed one gives: the answer itself may have been lost. */
function answerOf<S extends DBSchema, T>({ db, lost }: Connection<S>, work: (db: IDBPDatabase<S>) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const tell = () => reject(new DOMException('the browser closed the database', 'AbortError'))
    lost.add(tell)
    work(db)
      .then(resolve, reject)
      .finally(() => lost.delete(tell))
  })
}

function abort(tx: { abort(): void }): void {
  try {
    tx.abort()
  } catch {
    // It has ended by itself.
  }
}
