/** The records of runs in IndexedDB. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { RunRecord } from '../../protocol'

interface Schema extends DBSchema {
  runs: { key: string; value: RunRecord }
}

let opened: Promise<IDBPDatabase<Schema>> | null = null
function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('trainyard-runs', 1, { upgrade: (db) => void db.createObjectStore('runs', { keyPath: 'id' }) })
  return opened
}

export const runRecords = {
  async all(): Promise<RunRecord[]> {
    return (await (await database()).getAll('runs')).sort((a, b) => b.number - a.number)
  },
  async get(id: string): Promise<RunRecord | undefined> {
    return (await database()).get('runs', id)
  },
  /** Resolves when the record is on disk (strict durability): only then may files it no longer names be removed. */
  async put(record: RunRecord): Promise<void> {
    const tx = (await database()).transaction('runs', 'readwrite', { durability: 'strict' })
    await tx.store.put(record)
    await tx.done
  },
  /** Changes a record in one transaction; resolves with the new one, or undefined where there is none. */
  async change(id: string, edit: (record: RunRecord) => RunRecord): Promise<RunRecord | undefined> {
    const tx = (await database()).transaction('runs', 'readwrite', { durability: 'strict' })
    const before = await tx.store.get(id)
    const after = before ? edit(before) : undefined
    if (after) await tx.store.put(after)
    await tx.done
    return after
  },
  async remove(id: string): Promise<void> {
    await (await database()).delete('runs', id)
  },
}

/** The files that a record names: checkpoints, the best epoch of each, the best of all, and what all of them are without. */
export function filesOf({
  checkpoints,
  bestFile,
  frozenFile = null,
}: Pick<RunRecord, 'checkpoints' | 'bestFile' | 'frozenFile'>): string[] {
  const named = [...checkpoints.flatMap(({ file, best }) => [file, best ?? null]), bestFile, frozenFile]
  return [...new Set(named.filter((name) => name !== null))]
}
