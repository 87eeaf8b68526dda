/** The records of runs, in IndexedDB; those that cannot be written there hold for this visit, and are written as soon as they can be. */
import type { DBSchema } from 'idb'
import { Problem, type RunRecord } from '../../protocol'
import { Database } from '../../storage/database'
import { type StoredRecord, stored, unstored } from './storedRecord'

interface Schema extends DBSchema {
  runs: { key: string; value: StoredRecord }
}

const database = new Database<Schema>({
  name: 'trainyard-runs',
  version: 1,
  upgrade: (db) => void db.createObjectStore('runs', { keyPath: 'id' }),
})

/** Must give the same when it is done twice. */
type Edit = (record: RunRecord) => RunRecord

/** What of a run is not on disk: all of it, or edits of a record that is. */
interface Held {
  readonly record: RunRecord | null
  readonly edits: readonly Edit[]
}
const held = new Map<string, Held>()

const edited = (record: RunRecord, edits: readonly Edit[]): RunRecord => edits.reduce((now, edit) => edit(now), record)
/** A record as this visit knows it. */
const known = (onDisk: StoredRecord | undefined, { record, edits }: Held = { record: null, edits: [] }): RunRecord | undefined => {
  const base = onDisk ? unstored(onDisk) : record
  return base ? edited(base, edits) : undefined
}
const heldRecords = (): RunRecord[] => [...held.values()].flatMap((one) => known(undefined, one) ?? [])
const newestFirst = (records: readonly RunRecord[]): RunRecord[] => records.toSorted((a, b) => b.number - a.number)

/** A record, and why it holds for this visit only; null where it is on disk. */
export interface Kept<T> {
  readonly record: T
  readonly fault: { readonly error: unknown } | null
}

export const runRecords = {
  /**
   * Newest first, those of this visit with them.
   * @throws Problem `no-storage`, whatever reading failed with
   */
  async all(): Promise<RunRecord[]> {
    const onDisk = (await database.use((db) => db.getAll('runs'))).map(unstored)
    const ids = new Set(onDisk.map(({ id }) => id))
    const own = heldRecords().filter(({ id }) => !ids.has(id))
    return newestFirst([...onDisk.map((record) => edited(record, held.get(record.id)?.edits ?? [])), ...own])
  },
  /** As `all`; where nothing can be read, those of this visit, and why. */
  async allKnown(): Promise<Kept<RunRecord[]>> {
    try {
      return { record: await runRecords.all(), fault: null }
    } catch (error) {
      return { record: newestFirst(heldRecords()), fault: { error } }
    }
  },
  async get(id: string): Promise<RunRecord | undefined> {
    try {
      return known(await database.use((db) => db.get('runs', id)), held.get(id))
    } catch (error) {
      const own = known(undefined, held.get(id))
      if (own) return own
      throw error
    }
  },
  /**
   * Writes a record that is made from all there are, in one transaction: two tabs never give one number twice.
   * @throws `ConstraintError` where its id is there already
   */
  add(make: (all: readonly RunRecord[]) => RunRecord): Promise<RunRecord> {
    return database.change('runs', async (store) => {
      const record = make(newestFirst([...(await store.getAll()).map(unstored), ...heldRecords()]))
      await store.add(stored(record))
      return record
    })
  },
  /** As `add`; where it cannot be written it holds for this visit. */
  async addOrHold(make: (all: readonly RunRecord[]) => RunRecord): Promise<Kept<RunRecord>> {
    try {
      return { record: await runRecords.add(make), fault: null }
    } catch (error) {
      const record = make((await runRecords.allKnown()).record)
      held.set(record.id, { record, edits: [] })
      return { record, fault: { error } }
    }
  },
  /**
   * Changes a record in one transaction, with what was held of it. Resolves with the new one, or undefined where there is none. A record that never
   * was on disk may then hold for this visit as before; any other is on disk: only then may files that it no longer names be removed.
   */
  async change(id: string, edit: Edit): Promise<RunRecord | undefined> {
    try {
      return await changeOnDisk(id, edit)
    } catch (error) {
      if (!held.get(id)?.record) throw error
      return hold(id, edit)
    }
  },
  /** Writes what was held of a record; resolves, when it is on disk, with the record, or undefined where there is none. */
  write: (id: string): Promise<RunRecord | undefined> => changeOnDisk(id, (record) => record),
  /** As `change`; where it cannot be written it holds for this visit. The record is undefined where it cannot be read either. */
  async changeOrHold(id: string, edit: Edit): Promise<Kept<RunRecord | undefined>> {
    try {
      return { record: await changeOnDisk(id, edit), fault: null }
    } catch (error) {
      return { record: await hold(id, edit), fault: { error } }
    }
  },
  /** Removes a record if `may`, asked in the same transaction; resolves with whether it is gone. */
  async remove(id: string, may: (record: RunRecord) => boolean): Promise<boolean> {
    const own = held.get(id)
    const goes = (record: RunRecord | undefined): boolean => record !== undefined && may(record)
    try {
      const gone = await database.change('runs', async (store) => {
        if (!goes(known(await store.get(id), own))) return false
        await store.delete(id)
        return true
      })
      if (gone) held.delete(id)
      return gone
    } catch (error) {
      if (!own?.record) throw error
      return goes(known(undefined, own)) && held.delete(id)
    }
  },
}

async function changeOnDisk(id: string, edit: Edit): Promise<RunRecord | undefined> {
  const own = held.get(id)
  const after = await database.change('runs', async (store) => {
    const before = known(await store.get(id), own)
    const changed = before && edit(before)
    if (changed) await store.put(stored(changed))
    return changed
  })
  if (held.get(id) === own) held.delete(id)
  return after
}

async function hold(id: string, edit: Edit): Promise<RunRecord | undefined> {
  const { record, edits } = held.get(id) ?? { record: null, edits: [] }
  held.set(id, { record, edits: [...edits, edit] })
  return runRecords.get(id).catch(() => undefined)
}

/**
 * The record, as it is now, of a run that somebody is about to work with.
 * @param known the run, with its name where one knows it: its record may tell it no longer
 * @throws Problem `run-gone` where it was deleted, for good or not
 */
export async function presentRun(known: { readonly id: string; readonly name?: string }): Promise<RunRecord> {
  const record = await runRecords.get(known.id)
  if (!record || record.deletedAt) throw new Problem('run-gone', { run: record?.name ?? known.name ?? '' })
  return record
}

/** Why nothing of a run loads: it was deleted meanwhile, or what is kept of it is damaged. */
export async function whyUnreadable({ id, name }: Pick<RunRecord, 'id' | 'name'>): Promise<Problem> {
  return (await runRecords.get(id)) ? new Problem('checkpoint-unreadable', { run: name }) : new Problem('run-gone', { run: name })
}

/** The files of a run's own folder that its record names: checkpoints, the best epoch of each, the best of all, and what all of them are without. */
export function filesOf({
  checkpoints,
  bestFile,
  frozenFile = null,
  frozenIn,
}: Pick<RunRecord, 'checkpoints' | 'bestFile' | 'frozenFile' | 'frozenIn'>): string[] {
  const named = [...checkpoints.flatMap(({ file, best }) => [file, best ?? null]), bestFile, frozenIn === undefined ? frozenFile : null]
  return [...new Set(named.filter((name) => name !== null))]
}

/** The files of a folder that no run is called by, which several runs share; none where no run names them any more. */
export async function sharedFiles(folder: string): Promise<string[]> {
  const names = (await runRecords.all()).flatMap(({ frozenIn, frozenFile }) => (frozenIn === folder && frozenFile ? [frozenFile] : []))
  return [...new Set(names)]
}
