/** What is kept of a dataset between visits, under its fingerprint: the person's edits, what they added, and the health check. */
import type { DBSchema } from 'idb'
import { Database } from '../../storage/database'
import type { Batch } from '../dataset/additions'
import type { Edits } from '../dataset/edits'
import type { Health } from './health'

/** What is kept between visits. */
export interface CareRecord {
  readonly edits: Edits
  readonly health: Health | null
  /** What the person added, in order, with what is gone since: it is there until it is added again. None in what an earlier version kept. */
  readonly added?: readonly Batch[]
  /** Edits of an earlier visit that do not fit the dataset as it is read now (another layout, another share of validation): kept until they do. */
  readonly setAside?: Edits
  /** All that an earlier visit kept, where nothing of it fits the dataset as it is read now: kept until it does. */
  readonly whole?: CareRecord
}

/** Every batch that a record has. */
export const batchesOf = ({ added = [], whole }: CareRecord): readonly Batch[] => [...added, ...(whole ? batchesOf(whole) : [])]

/** Where it is kept; IndexedDB outside tests. */
export interface CareStore {
  read(fingerprint: string): Promise<CareRecord | undefined>
  /** Puts what `change` gives in the place of what is there, which no other tab writes to meanwhile. */
  update(fingerprint: string, change: (kept: CareRecord | undefined) => CareRecord): Promise<void>
}

interface Schema extends DBSchema {
  care: { key: string; value: CareRecord }
}

/** The store in IndexedDB, database `trainyard-datasets`. */
export function indexedDbStore(): CareStore {
  const database = new Database<Schema>({
    name: 'trainyard-datasets',
    version: 1,
    upgrade: (db) => void db.createObjectStore('care'),
  })
  return {
    read: (fingerprint) => database.use((db) => db.get('care', fingerprint)),
    update: (fingerprint, change) =>
      database.change('care', async (store) => {
        await store.put(change(await store.get(fingerprint)), fingerprint)
      }),
  }
}
