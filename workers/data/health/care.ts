/** Looking after the dataset that is open: its health check and the person's edits, kept under its fingerprint between visits. */
import { type IDBPDatabase, openDB } from 'idb'
import type { DatasetChanges, DatasetEdit, HealthProgress, HealthReport } from '../../protocol/dataset'
import { Problem } from '../../protocol/problem'
import type { Dataset, IndexOptions } from '../dataset/dataset'
import { addEdit, applyEdits, countEdits, type Edits, isEmpty, NO_EDITS, takeUp } from '../dataset/edits'
import type { DecodePool } from '../decode/pool'
import { reportOf } from './findings'
import { checkHealth, type Health } from './health'

/** What is kept between visits. */
export interface CareRecord {
  readonly edits: Edits
  readonly health: Health | null
  /** Edits of an earlier visit that do not fit the dataset as it is read now (another layout, another share of validation): kept until they do. */
  readonly setAside?: Edits
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
  private readonly before: CareRecord[] = []
  /** Nothing is written where what an earlier visit kept could not be read: it would be lost. */
  private unread = false

  private constructor(
    private readonly base: Dataset,
    private readonly split: Pick<IndexOptions, 'seed' | 'valFraction'>,
    private readonly store: CareStore,
  ) {
    this.edited = base
  }

  /**
   * Takes up what an earlier visit left. Where nothing can be kept (private windows, storage full), the dataset is as it was indexed; edits that
   * fit no more are set aside and kept.
   *
   * @param base as `indexDataset` gave it
   */
  static async of(base: Dataset, split: Pick<IndexOptions, 'seed' | 'valFraction'>, store: CareStore): Promise<DatasetCare> {
    const care = new DatasetCare(base, split, store)
    try {
      const kept = await store.read(base.fingerprint)
      if (kept) care.takeUp(kept)
    } catch {
      care.unread = true
    }
    return care
  }

  private takeUp(kept: CareRecord): void {
    // A record of an earlier version has no list of equal pictures.
    const fits = Array.isArray(kept.health?.same) && kept.health.groups.length === this.base.samples.length
    const health = fits ? kept.health : null
    // Edits of an earlier version know of no marks.
    const [now, before] = [kept.edits, kept.setAside].map((edits) => edits && { ...NO_EDITS, ...edits }) as [Edits, Edits | undefined]
    const edited = isEmpty(now) ? (before ?? now) : now
    const others = edited === before ? undefined : before
    const asItWas = { edits: NO_EDITS, setAside: edited }
    const ways: (() => CareRecord)[] = [
      () => ({ edits: takeUp(edited, this.base), health, ...(others ? { setAside: others } : {}) }),
      () => ({ ...asItWas, health }),
      () => ({ ...asItWas, health: null }),
    ]
    for (const way of ways) {
      try {
        this.apply(way())
        return
      } catch (error) {
        if (!(error instanceof Problem)) console.warn('what was kept of these pictures cannot be applied', error)
      }
    }
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
    return { ...countEdits(this.base, this.record.edits), canUndo: this.before.length > 0, setAside: this.record.setAside !== undefined }
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
      const before = this.before.pop()
      if (before) await this.keep({ ...before, health: this.record.health })
      return this.edited
    }
    const { record } = this
    const { setAside: _, ...rest } = record
    const kept = this.keep({ ...(edit.kind === 'reset' ? rest : record), edits: addEdit(record.edits, this.base, edit) })
    if (this.record !== record) this.before.push(record)
    await kept
    return this.edited
  }

  private async keep(record: CareRecord): Promise<void> {
    this.apply(record)
    if (this.unread) return
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
