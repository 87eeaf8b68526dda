/** Looking after the dataset that is open: its health check and the person's edits, kept under its fingerprint between visits. */
import { type IDBPDatabase, openDB } from 'idb'
import type { DatasetChanges, DatasetEdit, HealthProgress, HealthReport } from '../protocol/dataset'
import type { Dataset, IndexOptions } from './dataset'
import { addEdit, applyEdits, countEdits, type Edits, NO_EDITS } from './edits'
import { reportOf } from './findings'
import { checkHealth, type Health } from './health'
import type { DecodePool } from './pool'

/** What is kept between visits. */
export interface CareRecord {
  readonly edits: Edits
  readonly health: Health | null
}

/** Where it is kept; IndexedDB outside tests. */
export interface CareStore {
  read(fingerprint: string): Promise<CareRecord | undefined>
  write(fingerprint: string, record: CareRecord): Promise<void>
}

/** The store in IndexedDB, database `trainyard-datasets`. */
export function indexedDbStore(): CareStore {
  let opened: Promise<IDBPDatabase> | null = null
  const database = (): Promise<IDBPDatabase> => {
    opened ??= openDB('trainyard-datasets', 1, { upgrade: (db) => void db.createObjectStore('care') })
    return opened
  }
  return {
    read: async (fingerprint) => (await (await database()).get('care', fingerprint)) as CareRecord | undefined,
    write: async (fingerprint, record) => {
      await (await database()).put('care', record, fingerprint)
    },
  }
}

export class DatasetCare {
  private record: CareRecord = { edits: NO_EDITS, health: null }
  private edited: Dataset
  /** Made anew where the record changes: every listing asks for it. */
  private lastReport: HealthReport | null = null
  /** Before each edit of this visit, the last one last. */
  private readonly before: Edits[] = []

  private constructor(
    private readonly base: Dataset,
    private readonly split: Pick<IndexOptions, 'seed' | 'valFraction'>,
    private readonly store: CareStore,
  ) {
    this.edited = base
  }

  /**
   * Takes up what an earlier visit left. Where nothing can be kept (private windows, storage full) or what was kept fits no more, the
   * dataset is as it was indexed.
   *
   * @param base as `indexDataset` gave it
   */
  static async of(base: Dataset, split: Pick<IndexOptions, 'seed' | 'valFraction'>, store: CareStore): Promise<DatasetCare> {
    const care = new DatasetCare(base, split, store)
    try {
      const kept = await store.read(base.fingerprint)
      if (kept) {
        // A record of an earlier version has no list of equal pictures.
        const fits = Array.isArray(kept.health?.same) && kept.health.groups.length === base.samples.length
        // And its edits know of no marks.
        care.apply({ edits: { ...NO_EDITS, ...kept.edits }, health: fits ? kept.health : null })
      }
    } catch {
      // Nothing kept is a first visit.
    }
    return care
  }

  /** With the edits, and equal pictures in one split where the check found them. */
  get dataset(): Dataset {
    return this.edited
  }

  /** Of the last check, as things are now. */
  get report(): HealthReport | null {
    return this.lastReport
  }

  get changes(): DatasetChanges {
    return { ...countEdits(this.base, this.record.edits), canUndo: this.before.length > 0 }
  }

  /**
   * Checks, keeps the result and splits anew so that equal pictures stay together.
   *
   * @throws the signal's reason when aborted
   */
  async check(
    pool: Pick<DecodePool, 'inspect'>,
    onProgress: (progress: HealthProgress) => void,
    signal: AbortSignal,
  ): Promise<HealthReport> {
    const health = await checkHealth(this.edited, pool, onProgress, signal)
    await this.keep({ ...this.record, health })
    return this.lastReport ?? reportOf(health, this.edited)
  }

  /**
   * Applies one change; where it cannot be, nothing changes.
   *
   * @throws Problem `one-class`, `class-too-small`
   */
  async edit(edit: DatasetEdit): Promise<Dataset> {
    if (edit.kind === 'undo') {
      const edits = this.before.pop()
      if (edits) await this.keep({ ...this.record, edits })
      return this.edited
    }
    const { edits } = this.record
    const kept = this.keep({ ...this.record, edits: addEdit(edits, this.edited, edit) })
    if (this.record.edits !== edits) this.before.push(edits)
    await kept
    return this.edited
  }

  private async keep(record: CareRecord): Promise<void> {
    this.apply(record)
    try {
      await this.store.write(this.base.fingerprint, record)
    } catch {
      // Storage may be full or forbidden: the change holds for this visit.
    }
  }

  private apply(record: CareRecord): void {
    this.edited = applyEdits(this.base, record.edits, { ...this.split, limit: 0 }, record.health?.groups)
    this.record = record
    this.lastReport = record.health && reportOf(record.health, this.edited)
  }
}
