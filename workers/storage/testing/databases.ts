/** IndexedDB in memory (fake-indexeddb), whose calls may fail. */
import * as fake from 'fake-indexeddb'
import type { Call, Faults } from './faults'

/** What IndexedDB puts into the global scope. */
export const databaseClasses: Readonly<Record<string, unknown>> = {
  IDBCursor: fake.IDBCursor,
  IDBDatabase: fake.IDBDatabase,
  IDBFactory: fake.IDBFactory,
  IDBIndex: fake.IDBIndex,
  IDBKeyRange: fake.IDBKeyRange,
  IDBObjectStore: fake.IDBObjectStore,
  IDBOpenDBRequest: fake.IDBOpenDBRequest,
  IDBRequest: fake.IDBRequest,
  IDBTransaction: fake.IDBTransaction,
  IDBVersionChangeEvent: fake.IDBVersionChangeEvent,
}

/** fake-indexeddb's own way to end a transaction as the browser does. */
interface Abortable {
  _abort(errorName: string): void
}
/** Where its databases are. */
interface Emptied {
  readonly _databases: Map<string, unknown>
}
type Method = (this: unknown, ...args: unknown[]) => unknown

const open = new Set<IDBDatabase>()
const READS: readonly Call[] = ['get', 'getAll']
const STORES = ['get', 'getAll', 'put', 'add', 'delete'] as const

/**
 * An empty set of databases. Calls of all databases pass `faults`, those of the last set made; a write that fails does so either as it is asked for, or when it
 * is to be committed, and its transaction is undone then. One that is never answered may be done all the same, as in a browser.
 *
 * @returns the factory; `close` ends every connection as the browser does, `clear` also empties it, `restore` gives the library its own methods back
 */
export function fakeDatabases(faults: Faults): { factory: IDBFactory; close(): void; clear(): void; restore(): void } {
  const undo: (() => void)[] = []
  const wrap = (prototype: object, name: string, make: (method: Method) => Method) => {
    const before = Reflect.get(prototype, name) as Method
    Reflect.set(prototype, name, make(before))
    undo.push(() => Reflect.set(prototype, name, before))
  }
  wrap(
    fake.IDBDatabase.prototype,
    'transaction',
    (method) =>
      function (...args) {
        // The library's own way to make a database's stores is no call of ours.
        if (args[1] !== 'versionchange') faults.pass('transaction')
        return method.apply(this, args)
      },
  )
  for (const name of STORES)
    wrap(
      fake.IDBObjectStore.prototype,
      name,
      (method) =>
        function (...args) {
          if (!faults.pass(name)) return new fake.IDBRequest()
          const request = method.apply(this, args) as IDBRequest
          if (READS.includes(name)) return request
          try {
            if (!faults.pass('commit')) return new fake.IDBRequest()
          } catch (error) {
            const tx = (this as IDBObjectStore).transaction as unknown as Abortable
            request.addEventListener('success', () => tx._abort((error as Error).name))
          }
          return request
        },
    )
  const factory = new fake.IDBFactory()
  const openDatabase = factory.open.bind(factory)
  factory.open = (name, version) => {
    if (!faults.pass('open')) return new fake.IDBOpenDBRequest()
    const request = openDatabase(name, version)
    request.addEventListener('success', () => open.add(request.result))
    return request
  }
  const close = () => {
    for (const db of open) fake.forceCloseDatabase(db as unknown as typeof fake.IDBDatabase)
    open.clear()
  }
  return {
    factory,
    close,
    clear: () => {
      close()
      ;(factory as unknown as Emptied)._databases.clear()
    },
    restore: () => {
      for (const back of undo.reverse()) back()
    },
  }
}
